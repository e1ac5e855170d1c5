import { LinkbraidError } from '../contract/errors.ts';
import type { OptionValue, Profile, WifiNetwork } from '../contract/profile.ts';
import type { BondChange, DecodedParams } from '../contract/wire.ts';
import type { Transaction } from '../contract/transaction.ts';
import type { Observer } from '../observe/observer.ts';
import { judgeActivation } from '../plan/activate.ts';
import {
  judgeOptions,
  liveTarget,
  narrowTarget,
  rebuildRefusals,
  withOptions,
  type OptionChange,
} from '../plan/change-options.ts';
import {
  beyondRefusals,
  disturbanceRefusals,
  judgePort,
  judgeRemoval,
  keepingOptions,
  passphraseRefusals,
  withoutPort,
  withPort,
  withPortOptions,
} from '../plan/change-ports.ts';
import { withPresentPorts } from '../plan/absent-ports.ts';
import { planChange } from '../plan/change-plan.ts';
import { profileOf } from '../plan/image.ts';
import type { BondFacts, Machine } from '../plan/machine.ts';
import type { Planned } from '../plan/plan.ts';
import type { ProfileStore } from '../serve/core.ts';
import { keepStoredPassphrases } from '../serve/passphrases.ts';
import type { BondRecord } from './journal.ts';
import { refuse } from './problems.ts';
import type { Transactions } from './transactions.ts';
import { optionWork, profileWork, type Work } from './work.ts';

/** The driver changes over at once and tells by an event; a machine under load may be late to hear it. */
const SEEN_MS = 2_000;

/** Makes the same change to a profile that was made to the bond. */
type Edit = (profile: Profile) => Profile;

export type SetHow = Pick<DecodedParams<'set'>, 'rebuild' | 'onlyNow' | 'trySeconds'> & {
  forceOptions?: Record<string, string>;
};

/** How a change is carried out, and kept. */
interface How {
  trySeconds?: number | undefined;
  onlyNow?: boolean;
  edit?: Edit;
}

/** A live bond as a change finds it. */
interface Live {
  machine: Machine;
  record: BondRecord | null;
  bond: BondFacts;
  /** Name of the profile it runs. */
  profile: string;
  /** With passphrases only where it comes from the store. */
  running: Profile | null;
}

/** Changes of a live bond in parts: each one transaction, after which the saved profile that it runs is changed too. */
export class Changes {
  constructor(
    private readonly parts: {
      transactions: Transactions;
      observer: Pick<Observer, 'fresh' | 'until'>;
      profiles: ProfileStore;
    },
  ) {}

  async activate(name: string, port: string, trySeconds?: number): Promise<BondChange> {
    let notes: string[] = [];
    const transaction = await this.change(name, { trySeconds }, (live) => {
      const judged = judgeActivation(live.machine, live.bond, port);
      refuse(judged.refusals);
      notes = judged.notes;
      const target = narrowTarget(live.machine, live.bond, live.profile, [
        { name: 'active_slave', value: port, when: 'with-ports' },
      ]);
      const work = optionWork(live.profile, live.running, live.machine, target);
      return { ...work, seen: () => this.seeActive(name, port) };
    });
    return { ...transaction, saved: null, notes };
  }

  /** Brings back what the running profile wants and the bond has lost, as far as it is there. */
  reapply(name: string): Promise<Transaction> {
    return this.change(name, {}, (live) => {
      const present = withPresentPorts(this.withPassphrases(known(live)), live.machine);
      const work = toWork(present, planned(present, live));
      return { ...work, running: live.running };
    });
  }

  async set(
    name: string,
    options: Record<string, OptionValue>,
    { rebuild, forceOptions = {}, ...how }: SetHow,
  ): Promise<BondChange> {
    const made: { change?: OptionChange; dropped?: string[] } = {};
    const edit: Edit = (profile) => (made.change ? withOptions(profile, made.change).profile : profile);
    const transaction = await this.change(name, { ...how, edit }, (live) => {
      const change = (made.change = judgeOptions(live.machine, live.bond, options, forceOptions));
      refuse(change.refusals);
      if (!rebuild) refuse(rebuildRefusals(live.bond, change.needRebuild));
      const next = live.running && withOptions(live.running, change);
      made.dropped = next?.dropped ?? [];
      if (change.needRebuild.length === 0) {
        const target = liveTarget(live.machine, live.bond, live.profile, change);
        return optionWork(live.profile, next?.profile ?? null, live.machine, target);
      }
      const whole = this.withPassphrases(withOptions(known(live), change).profile);
      return toWork(whole, planned(whole, live));
    });
    const { change, dropped = [] } = made;
    const notes = dropped.map(
      (option) => `${option} does not go with ${change?.mode ?? 'this mode'} and was left out.`,
    );
    if (change) notes.push(...(await this.rounded(name, change.values)));
    return this.finished(transaction, { ...how, edit }, notes);
  }

  async addPort({ bond, adapter, wifi, from, ...how }: DecodedParams<'port.add'>): Promise<BondChange> {
    if (wifi && from) throw new LinkbraidError('usage', 'from: expected either "wifi" or "from"');
    const network = from ? this.savedNetwork(from.profile, from.ssid) : wifi;
    const made: { machine?: Machine; whole?: Profile } = {};
    const edit: Edit = (profile) =>
      made.machine && made.whole
        ? keepStoredPassphrases(withPort(profile, made.machine, adapter, network), made.whole)
        : profile;
    const transaction = await this.change(bond, { ...how, edit }, (live) => {
      if (!live.machine.links[adapter])
        throw new LinkbraidError('not-found', `There is no adapter ${adapter} on this machine now.`);
      made.machine = live.machine;
      const whole = (made.whole = this.withPassphrases(withPort(known(live), live.machine, adapter, network)));
      const plan = planned(whole, live);
      refuse(disturbanceRefusals(plan, live.bond));
      return toWork(whole, plan);
    });
    return this.finished(transaction, { ...how, edit }, []);
  }

  async removePort({ bond, adapter, ...how }: DecodedParams<'port.remove'>): Promise<BondChange> {
    const notes: string[] = [];
    const made: { machine?: Machine } = {};
    const edit: Edit = (profile) => (made.machine ? withoutPort(profile, made.machine, adapter).profile : profile);
    const transaction = await this.change(bond, { ...how, edit }, (live) => {
      made.machine = live.machine;
      const running = known(live);
      refuse(judgeRemoval(running, live.machine, live.bond, adapter));
      const left = withoutPort(running, live.machine, adapter);
      if (left.wasPrimary) notes.push(`${adapter} was the primary port; the profile names none now.`);
      const whole = this.withPassphrases(keepingOptions(left.profile, live.machine, live.bond));
      return toWork(whole, planned(whole, live));
    });
    return this.finished(transaction, { ...how, edit }, notes);
  }

  async setPort({ bond, adapter, options, ...how }: DecodedParams<'port.set'>): Promise<BondChange> {
    const made: { machine?: Machine } = {};
    const edit: Edit = (profile) => (made.machine ? withPortOptions(profile, made.machine, adapter, options) : profile);
    const transaction = await this.change(bond, { ...how, edit }, (live) => {
      made.machine = live.machine;
      refuse(judgePort(known(live), live.machine, live.bond, adapter));
      const whole = withPortOptions(known(live), live.machine, adapter, options);
      const plan = planned(withPresentPorts(whole, live.machine), live);
      refuse(plan.plan.refusals);
      refuse(beyondRefusals(plan, live.bond, adapter, options));
      return profileWork(whole, plan);
    });
    return this.finished(transaction, { ...how, edit }, []);
  }

  private change(name: string, { trySeconds, ...how }: How, work: (live: Live) => Work): Promise<Transaction> {
    const make = (machine: Machine, record: BondRecord | null): Work => {
      const bond = machine.bonds[name];
      const mark = profileOf(machine, name);
      if (!bond || mark === null) throw new LinkbraidError('not-found', `There is no bond of Linkbraid named ${name}.`);
      const running = record?.running ?? this.saved(mark, name);
      const live = { machine, record, bond, profile: running?.name ?? mark, running };
      const made = work(live);
      // What waits to be kept changes the saved profile only then.
      const saved = trySeconds === undefined || !how.edit || how.onlyNow ? null : this.saved(live.profile, name);
      return { ...made, saves: saved && how.edit ? how.edit(saved) : null };
    };
    return this.parts.transactions.change(name, make, trySeconds);
  }

  private saved(profile: string, bond: string): Profile | null {
    return this.parts.profiles.list().find((each) => each.name === profile && each.bond.name === bond) ?? null;
  }

  /** A profile on record has no passphrases: they come from the saved one, or from another port on the same network. */
  private withPassphrases(profile: Profile): Profile {
    const filled = keepStoredPassphrases(profile, this.saved(profile.name, profile.bond.name));
    return keepStoredPassphrases(filled, filled);
  }

  private savedNetwork(name: string, ssid: string | undefined): WifiNetwork {
    const networks = this.parts.profiles.get(name).ports.flatMap(({ wifi }) => wifi ?? []);
    const found = networks.filter((wifi) => ssid === undefined || wifi.ssid === ssid);
    const names = [...new Set(found.map((wifi) => wifi.ssid))];
    const [network] = found;
    if (!network) throw new LinkbraidError('not-found', `The profile "${name}" has no such Wi-Fi network.`);
    if (names.length > 1) throw new LinkbraidError('usage', `The profile "${name}" has several networks: name one.`);
    // Which access point or band another radio prefers is its own affair.
    const { bssid: _bssid, band: _band, fourAddress: _four, ...rest } = network;
    return rest;
  }

  private async seeActive(bond: string, port: string): Promise<void> {
    const active = (machine: Machine) => machine.bonds[bond]?.activePort ?? null;
    const seen = await this.parts.observer.until((machine) => (active(machine) === port ? true : null), SEEN_MS);
    if (seen) return;
    const now = active(await this.parts.observer.fresh()) ?? 'none';
    throw new LinkbraidError('failed', `${port} did not become the active port of ${bond}; it is ${now}.`);
  }

  /** Delays are kept as whole intervals of miimon; what the driver made of a value is worth knowing. */
  private async rounded(bond: string, values: Record<string, string>): Promise<string[]> {
    const options = (await this.parts.observer.fresh()).bonds[bond]?.options ?? {};
    return Object.entries(values).flatMap(([name, value]) => {
      const now = options[name];
      return now === undefined || now === value ? [] : [`The driver made ${now} of ${name}=${value}.`];
    });
  }

  private finished(transaction: Transaction, { edit: made, onlyNow }: How, notes: string[]): BondChange {
    const { profile, bond, state } = transaction;
    const edit = onlyNow ? null : made;
    const saved = edit && profile !== null ? this.saved(profile, bond) : null;
    if (!edit) return { ...transaction, saved: null, notes };
    if (saved && state === 'provisional') {
      return {
        ...transaction,
        saved: null,
        notes: [...notes, `The saved profile “${saved.name}” changes with your word to keep this.`],
      };
    }
    if (!saved) {
      const lasts = `The bond runs no saved profile, so this lasts until ${bond} is taken down.`;
      return { ...transaction, saved: null, notes: [...notes, lasts] };
    }
    try {
      this.parts.profiles.set(edit(saved));
      return { ...transaction, saved: saved.name, notes };
    } catch (error) {
      const why = error instanceof LinkbraidError ? error.message : 'it could not be written.';
      return { ...transaction, saved: null, notes: [...notes, `The saved profile stays as it was: ${why}`] };
    }
  }
}

/** @throws LinkbraidError `refused` where nothing says what the bond runs */
function known({ running, bond }: Live): Profile {
  if (!running) {
    refuse([
      {
        code: 'profile-unknown',
        about: bond.name,
        message: `What ${bond.name} was made from is not on record, so it cannot be changed in parts.`,
        mend: 'Save its profile under its name (linkbraid profile set FILE), or change the file and use linkbraid up.',
      },
    ]);
  }
  return running as Profile;
}

function planned(profile: Profile, { machine, record }: Live): Planned {
  return planChange(profile, machine, record?.baseline ?? null);
}

function toWork(profile: Profile, plan: Planned): Work {
  refuse(plan.plan.refusals);
  refuse(passphraseRefusals(profile, plan));
  return profileWork(profile, plan);
}
