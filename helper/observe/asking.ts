import type { MonitorSettings } from '../contract/monitor.ts';
import { CounterReader, type Counters } from '../kernel/counters.ts';
import { PortProbe, type Heard } from '../kernel/port-probe.ts';
import { inquiries, type Asked, type Inquiry } from '../plan/inquiries.ts';
import type { Machine } from '../plan/machine.ts';
import { Pulse } from './pulse.ts';

/** How often the ports are looked at: with traffic, without, and while an answer is awaited. */
const LOOK_MS = 100;
const IDLE_LOOK_MS = 250;
const CLOSE_LOOK_MS = 25;
/** How often a port is asked: idle; in use, so that its losses show; and when something is sent and nothing comes in. */
const IDLE_MS = 1_000;
const BUSY_MS = 500;
const UNHEARD_MS = 90;
/** While it is not decided whether it is dead. */
const LATER_MS = 50;
/** One that must prove itself, or has been silent for a while. */
const PROVING_MS = 200;
const GIVEN_UP_MS = 10_000;
/** Another port is asked so often while the active one is in doubt. */
const SECOND_MS = 50;
/** So many questions without an answer make a port doubtful. */
const DOUBTFUL = 2;
const DOUBT_MS = 3_000;
/** For ports that must not speak: that they hear our own question to all tells that their way in is open. */
const TO_ALL_MS = 5_000;

/** What nobody waits for is heard at every such look. */
const IDLE_HEARING = 4;

type Probe = Pick<PortProbe, 'ask' | 'hear' | 'close'>;

/** The machine, as far as asking needs it. */
export interface Senses {
  open: (port: string, target: string, alsoTo: string | null) => Probe;
  /** Takes the counters of all ports at one moment. */
  look: () => void;
  counters: (port: string) => Counters | null;
  now: () => number;
}

interface Watched {
  inquiry: Inquiry;
  target: string;
  probe: Probe;
  pulse: Pulse;
  since: number;
  /** The names it was asked in since it last answered in them. */
  used: Set<string>;
  /** The name of its own has been answered: not every network lets one pass. */
  ownName: boolean;
}

interface Group {
  asked: Asked;
  settings: MonitorSettings;
  ports: Map<string, Watched>;
  neighbour: string | null;
  toAllAt: number;
}

/** Asks the gateway through each port of the bonds that we look after, and keeps what came of it. */
export class Asking {
  private readonly groups = new Map<string, Group>();
  private looks = 0;
  private timer: NodeJS.Timeout | null = null;

  /**
   * @param looked is called after each look with the bonds that were looked at
   * @param quiet nothing may be asked now, and `stop` has been called
   */
  constructor(
    private readonly wanted: (bond: string) => MonitorSettings | null,
    private readonly looked: (bond: string, settings: MonitorSettings) => void,
    private readonly quiet: () => boolean,
    private readonly senses: Senses = sensesOf(),
  ) {}

  /** To be told of every reading of the facts. */
  follow(machine: Machine): void {
    if (this.quiet()) return;
    for (const bond of Object.keys(machine.bonds)) this.adjust(bond, machine);
    for (const bond of this.groups.keys()) if (!machine.bonds[bond]) this.forget(bond);
    if (this.groups.size > 0) this.timer ??= setTimeout(this.look, CLOSE_LOOK_MS);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const bond of [...this.groups.keys()]) this.forget(bond);
  }

  settings(bond: string): MonitorSettings | null {
    return this.groups.get(bond)?.settings ?? null;
  }

  /** The pulses of a bond's ports that carry, by name. */
  pulses(bond: string): [string, Pulse][] {
    return [...(this.groups.get(bond)?.ports ?? [])].map(([name, { pulse }]) => [name, pulse]);
  }

  /** It may not be asked while it waits, and heard none of our questions to all for so long either. */
  deaf(bond: string, port: string, ms: number): boolean {
    const watched = this.groups.get(bond)?.ports.get(port);
    if (!watched || watched.inquiry.safe !== null) return false;
    const now = this.senses.now();
    return now - watched.since > ms && !watched.pulse.heardOfNetwork(now, ms);
  }

  private adjust(bond: string, machine: Machine): void {
    const settings = this.wanted(bond);
    const asked = settings?.probe ? inquiries(machine, bond, settings.target) : null;
    if (!asked || !settings) return this.forget(bond);
    const group: Group = this.groups.get(bond) ?? { asked, settings, ports: new Map(), neighbour: null, toAllAt: 0 };
    if (group.asked.target !== asked.target) group.neighbour = null;
    Object.assign(group, { asked, settings });
    this.groups.set(bond, group);
    for (const [name, watched] of group.ports) {
      const inquiry = asked.ports.find(({ port }) => port === name);
      if (inquiry && watched.target === asked.target && sameSocket(inquiry, watched.inquiry)) watched.inquiry = inquiry;
      else {
        watched.probe.close();
        group.ports.delete(name);
      }
    }
    for (const inquiry of asked.ports) if (!group.ports.has(inquiry.port)) this.open(group, inquiry);
  }

  /** A port that has just gone cannot be asked; the next reading shows it. */
  private open({ asked: { target }, ports }: Group, inquiry: Inquiry): void {
    try {
      const probe = this.senses.open(inquiry.port, target, alsoTo(inquiry));
      const since = this.senses.now();
      ports.set(inquiry.port, {
        inquiry,
        target,
        probe,
        pulse: new Pulse(since),
        since,
        used: new Set(),
        ownName: false,
      });
    } catch {
      return;
    }
  }

  private forget(bond: string): void {
    for (const { probe } of [...(this.groups.get(bond)?.ports.values() ?? [])]) probe.close();
    this.groups.delete(bond);
  }

  private readonly look = (): void => {
    this.timer = null;
    let next = IDLE_LOOK_MS;
    this.looks += 1;
    this.senses.look();
    for (const [bond, group] of this.groups) {
      const awaited = [...group.ports.values()].some(({ pulse }) => pulse.waiting() > 0);
      if (awaited || this.looks % IDLE_HEARING === 0) {
        for (const [name, watched] of group.ports) this.hear(group, name, watched);
      }
      const now = this.senses.now();
      for (const [name, { pulse }] of group.ports) {
        const counters = this.senses.counters(name);
        if (counters) pulse.traffic(now, counters);
      }
      this.ask(group, now);
      for (const { pulse } of group.ports.values()) {
        const awaits = pulse.waiting() > 0 && pulse.silentFor(now) < GIVEN_UP_MS / 2;
        next = Math.min(next, awaits ? CLOSE_LOOK_MS : pulse.busy(now) ? LOOK_MS : IDLE_LOOK_MS);
      }
      this.looked(bond, group.settings);
    }
    if (this.groups.size > 0) this.timer = setTimeout(this.look, next);
  };

  /** An answer to what one port asked may come in through another: that is up to the switch. */
  private hear(group: Group, name: string, receiver: Watched): void {
    for (const heard of receiver.probe.hear()) {
      const at = this.senses.now() - heard.age;
      if (heard.from === null) {
        if (this.isEcho(group, name, heard)) receiver.pulse.echoed(at);
        continue;
      }
      const asks = ({ used }: Watched) => [...used].some((mac) => heard.concerns(mac));
      const one = asks(receiver) ? receiver : [...group.ports.values()].find(asks);
      if (!one) continue;
      group.neighbour = heard.from;
      if (one.inquiry.safe !== null && heard.concerns(one.inquiry.safe)) one.ownName = true;
      one.pulse.answered(at);
    }
  }

  private isEcho({ ports }: Group, name: string, heard: Heard): boolean {
    return [...ports].some(([other, { inquiry }]) => other !== name && inquiry.safe && heard.concerns(inquiry.safe));
  }

  private ask(group: Group, now: number): void {
    const active = group.ports.get(group.asked.activePort ?? '');
    const silent = active?.pulse.silentFor(now) ?? 0;
    const doubt = active !== undefined && active.pulse.waiting() >= DOUBTFUL && silent < DOUBT_MS;
    // Whoever speaks in the bond's name draws its traffic onto a port that drops it: not for an answer that is merely late.
    const grave = doubt && silent >= group.settings.silentMs / 2;
    for (const watched of group.ports.values()) {
      const { pulse, inquiry } = watched;
      const since = pulse.sinceQuestion(now);
      if (since < interval(watched, { active: watched === active, doubt, now, silentMs: group.settings.silentMs }))
        continue;
      const urgent = watched === active || grave;
      // In its own name; in the bond's where only that is answered and nobody's traffic goes astray by it.
      const own = inquiry.safe !== null && (watched.ownName || !urgent || pulse.waiting() === 0);
      const mac = own ? inquiry.safe : urgent ? inquiry.mac : null;
      // All are asked every other time when there was no answer: the neighbour may have another address now.
      if (mac !== null) send(watched, mac, pulse.waiting() % 2 === 1 ? null : group.neighbour, now);
    }
    this.askAll(group, active, now);
  }

  private askAll(group: Group, active: Watched | undefined, now: number): void {
    const mute = [...group.ports.values()].some(({ inquiry }) => inquiry.safe === null);
    const speaker = active?.inquiry.safe;
    if (!mute || !active || !speaker || now - group.toAllAt < TO_ALL_MS) return;
    group.toAllAt = now;
    send(active, speaker, null, now);
  }
}

function send({ used, pulse, probe }: Watched, mac: string, to: string | null, now: number): void {
  used.add(mac);
  pulse.asked(now);
  probe.ask(mac, to);
}

function sameSocket(a: Inquiry, b: Inquiry): boolean {
  return a.index === b.index && alsoTo(a) === alsoTo(b);
}

/** The address that answers come to beside the port's own. */
function alsoTo({ mac, safe }: Inquiry): string | null {
  return safe === mac ? null : safe;
}

function sensesOf(): Senses {
  const counters = new CounterReader();
  return {
    open: (port, target, alsoTo) => new PortProbe(port, target, alsoTo),
    look: () => counters.read(),
    counters: (port) => counters.of(port),
    now: () => performance.now(),
  };
}

function interval(
  { pulse }: Watched,
  { active, doubt, now, silentMs }: { active: boolean; doubt: boolean; now: number; silentMs: number },
): number {
  const silent = pulse.silentFor(now);
  if (doubt && !active) return SECOND_MS;
  if (silent > GIVEN_UP_MS) return IDLE_MS;
  if (pulse.waiting() > 0) {
    // The active port is asked as often as the others meanwhile: a gateway that comes back answers through all of them.
    if (!pulse.known() || (!doubt && pulse.silent(now, silentMs))) return PROVING_MS;
    return silent > IDLE_MS ? LATER_MS : CLOSE_LOOK_MS - 5;
  }
  if (pulse.unheard()) return UNHEARD_MS;
  if (pulse.recovering(now)) return PROVING_MS;
  return pulse.busy(now) ? BUSY_MS : IDLE_MS;
}
