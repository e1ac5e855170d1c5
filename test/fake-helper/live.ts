import { BOND_OPTIONS, findOption, type BondMode } from '../../helper/contract/bond-options.ts';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import type { OptionValue } from '../../helper/contract/profile.ts';
import type { Bond, Snapshot } from '../../helper/contract/snapshot.ts';
import type { DecodedParams, LinkAdvice } from '../../helper/contract/wire.ts';
import { advise } from '../../helper/plan/advise.ts';
import * as parts from './parts.ts';

/* What changes of a live bond make of a snapshot: the outcome only, not the way there. */

/** Options of a bond as the kernel would print them right after it was made. */
export function optionsFor(mode: BondMode, set: Record<string, string | number> = {}): Bond['options'] {
  const born = BOND_OPTIONS.filter(({ scope, name, aliasOf, since }) => {
    return scope === 'bond' && name !== 'mode' && aliasOf === null && since !== '6.17';
  }).map(({ name, default: value }) => [name, value]);
  const first = mode === 'active-backup' ? { primary: 'eth0', active_slave: 'eth0', fail_over_mac: 'none' } : {};
  return { ...(Object.fromEntries(born) as Bond['options']), miimon: '100', ...(first as Bond['options']), ...set };
}

export function adviceFor({ links }: Pick<DecodedParams<'advise'>, 'links'>, { adapters }: Snapshot): LinkAdvice {
  const asked =
    links.length > 0 ? links : adapters.filter(({ usable }) => usable).map(({ name }) => ({ adapter: name }));
  const ports = asked.map(({ adapter: name, ssid }: { adapter: string; ssid?: string | undefined }) => {
    const adapter = adapters.find((each) => each.name === name);
    if (!adapter) throw new LinkbraidError('not-found', `There is no adapter ${name} on this machine now.`);
    const { kind, speedMbps } = adapter;
    return {
      name,
      kind,
      speedMbps,
      ...(ssid === undefined ? {} : { wifi: { ssid, bssid: null, frequencyMhz: null } }),
    };
  });
  const input = { ports, sameNetwork: null };
  return { ...advise(input), input };
}

export function withActive(bond: Bond, port: string): Bond {
  if (!bond.ports.some(({ name }) => name === port))
    refuse('not-a-port', port, `${port} is not a port of ${bond.name}.`);
  return {
    ...bond,
    activePort: port,
    options: { ...bond.options, active_slave: port },
    ports: bond.ports.map((each) => ({ ...each, role: each.name === port ? 'active' : 'backup' })),
  };
}

export function withSettings(bond: Bond, given: Record<string, OptionValue>, rebuild: boolean): Bond {
  for (const name of Object.keys(given)) {
    const option = findOption(name);
    if (!option) refuse('unknown-option', `bond.options.${name}`, `The bonding driver has no bond option "${name}".`);
    else if (option.when !== 'live' && !rebuild) refuse('needs-rebuild', `bond.options.${name}`, 'It needs a rebuild.');
  }
  const { mode = bond.mode, ...options } = given;
  return { ...bond, mode: mode as BondMode, options: { ...bond.options, ...(options as Bond['options']) } };
}

export function withPort(bond: Bond, { adapters }: Snapshot, { adapter, wifi }: DecodedParams<'port.add'>): Bond {
  const found = adapters.find(({ name }) => name === adapter);
  if (!found) throw new LinkbraidError('not-found', `There is no adapter ${adapter} on this machine now.`);
  const status = found.kind === 'wifi' ? parts.wifiStatus({ ssid: wifi?.ssid ?? null }) : null;
  return { ...bond, ports: [...bond.ports, parts.port(found, { role: 'backup', wifi: status })] };
}

export function withPortOptions(bond: Bond, { adapter, options }: DecodedParams<'port.set'>): Bond {
  if (!bond.ports.some(({ name }) => name === adapter))
    refuse('not-a-port', adapter, `${adapter} is not a port of ${bond.name}.`);
  const given = options as Bond['options'];
  const ports = bond.ports.map((port) =>
    port.name === adapter ? { ...port, options: { ...port.options, ...given } } : port,
  );
  return { ...bond, ports };
}

export function withoutPort(bond: Bond, adapter: string): Bond {
  return { ...bond, ports: bond.ports.filter(({ name }) => name !== adapter) };
}

function refuse(code: string, about: string, message: string): never {
  throw new LinkbraidError('refused', message, { refusals: [{ code, about, message, mend: 'Do it otherwise.' }] });
}
