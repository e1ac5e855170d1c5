import type { BondMode } from '../contract/bond-options.ts';
import { hasActivePort } from '../contract/bond-options.ts';
import type { LinkFacts, Machine } from './machine.ts';
import { gatewayOf } from './machine.ts';

/** Through which port whom to ask, and in whose name. */
export interface Inquiry {
  port: string;
  index: number;
  /** What is on the air or the wire for it. */
  mac: string;
  /**
   * In whose name it can be asked at any time; null where there is none. A switch sends what is for an address to where
   * it last heard from it: a waiting port that speaks in the name of the active one would draw its traffic onto itself,
   * and the driver drops it there. An access point takes frames from one address alone; a cable has room for one that is
   * this port's only, so that its answers come back to it in every mode.
   */
  safe: string | null;
}

export interface Asked {
  bond: string;
  target: string;
  activePort: string | null;
  ports: Inquiry[];
}

/** @param wanted whom to ask instead of the gateway */
export function inquiries(machine: Machine, bond: string, wanted: string | null): Asked | null {
  const facts = machine.bonds[bond];
  const target = wanted ?? gatewayOf(machine, bond);
  if (!facts || target === null || !machine.links[bond]?.up) return null;
  const active = facts.activePort === null ? undefined : machine.links[facts.activePort];
  const ports = facts.ports.flatMap((name): Inquiry[] => {
    const link = machine.links[name];
    if (link?.carrier !== true || (link.type === 'wifi' && machine.wifi[name]?.state !== 'connected')) return [];
    const mac = addressOf(link);
    if (link.type !== 'wifi') return [{ port: name, index: link.index, mac, safe: extraAddress(link) }];
    return [{ port: name, index: link.index, mac, safe: mayAsk(facts.mode, link, active) ? mac : null }];
  });
  return { bond, target, activePort: active?.name ?? null, ports };
}

function mayAsk(mode: BondMode, link: LinkFacts, active: LinkFacts | undefined): boolean {
  return !hasActivePort(mode) || active === undefined || link === active || addressOf(link) !== addressOf(active);
}

function addressOf({ translation, mac }: LinkFacts): string {
  return translation?.own ?? mac;
}

/** The port's own, where it bears the bond's; else one made from it, which nobody else has. */
function extraAddress({ permanentMac, mac }: LinkFacts): string {
  if (permanentMac !== null && permanentMac !== mac) return permanentMac;
  const first = (parseInt(mac.slice(0, 2), 16) | 2) ^ 0x40; // locally administered (IEEE 802)
  return first.toString(16).padStart(2, '0') + mac.slice(2);
}
