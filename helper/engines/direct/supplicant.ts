import { LinkbraidError } from '../../contract/errors.ts';
import type { WifiFacts, WifiTarget } from '../../contract/plan.ts';
import type { Network } from '../../contract/wire.ts';
import { NO_WIFI } from '../../plan/machine.ts';
import { networkSettings, OURS } from './network-settings.ts';
import { BusError, Variant, type Address, type SystemBus } from '../../kernel/system-bus.ts';
import { bytesToText, decodeBss, groupNetworks, stateOf, type BssFacts } from '../../observe/decode/supplicant.ts';

const SERVICE = 'fi.w1.wpa_supplicant1';
const ROOT: Address = { service: SERVICE, path: '/fi/w1/wpa_supplicant1', interface: SERVICE };

/** Unspecified failure and challenge failure: what SAE answers to a wrong password. */
const WRONG_KEY_STATUS = [1, 15];

/** What became of an order to join, since it was given. */
interface Attempt {
  state: string;
  /** How often the access point turned the key down. */
  keyRefused: number;
  scans: number;
}

const NO_ATTEMPT: Attempt = { state: '', keyRefused: 0, scans: 0 };

/**
 * wpa_supplicant through its D-Bus interface (wpa_supplicant/dbus/dbus_new.c). One process serves the machine; where
 * none runs, the bus starts it. Networks of others are left as they are and given back when ours goes.
 */
export class Supplicant {
  private readonly paths = new Map<string, string>();
  private readonly facts = new Map<string, WifiFacts>();
  private readonly listeners = new Set<() => void>();
  private readonly attempts = new Map<string, Attempt>();

  constructor(private readonly bus: SystemBus) {}

  /** Begins to listen; without a system bus there is simply no Wi-Fi to be had. */
  async watch(): Promise<void> {
    await this.bus.watchNames((name) => {
      if (name === SERVICE) this.notify();
    });
    await this.bus.watch(SERVICE, (message) => {
      if (message.member === 'PropertiesChanged') this.follow(message.path, message.body as unknown[]);
      if (message.member === 'ScanDone') this.attempt(message.path).scans += 1;
      this.notify();
    });
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** What is known of `link` by the last `read`. */
  known(link: string): WifiFacts {
    return this.facts.get(link) ?? NO_WIFI;
  }

  async read(link: string): Promise<WifiFacts> {
    const facts = await this.inspect(link).catch(() => NO_WIFI);
    this.facts.set(link, facts);
    return facts;
  }

  async readSignal(link: string): Promise<void> {
    const path = this.paths.get(link);
    const facts = this.facts.get(link);
    if (path === undefined || facts === undefined) return;
    const { dbm, mbps } = await this.signal(onInterface(path));
    if (dbm !== null) this.facts.set(link, { ...facts, signalDbm: dbm, txMbps: mbps ?? facts.txMbps });
  }

  private async inspect(link: string): Promise<WifiFacts> {
    const path = await this.find(link);
    if (path === null) return NO_WIFI;
    const of = onInterface(path);
    const properties = await this.bus.properties(of);
    const state = stateOf(properties['State']);
    const bssPath = asText(properties['CurrentBSS']) ?? '/';
    const bss = bssPath === '/' ? null : await this.bss(bssPath);
    const signal = state === 'connected' ? await this.signal(of) : { dbm: null, mbps: null };
    const current = asText(properties['CurrentNetwork']) ?? '/';
    const networks: WifiFacts['networks'] = [];
    let ours: string | null = null;
    for (const handle of asStrings(properties['Networks'])) {
      const network = await this.network(handle);
      if (network.idString === OURS) ours = network.ssid;
      else networks.push({ handle, enabled: network.enabled, current: handle === current });
    }
    const associated = state === 'connected' ? bss : null;
    return {
      supplicant: true,
      state,
      ssid: associated?.ssid ?? null,
      bssid: associated?.bssid ?? null,
      frequencyMhz: associated?.frequencyMhz ?? null,
      signalDbm: signal.dbm ?? associated?.signalDbm ?? null,
      txMbps: signal.mbps,
      rxMbps: null,
      ours,
      networks,
    };
  }

  /**
   * Tells `link` to join a network and no other. Returns once the supplicant has its orders; whether it gets there
   * shows in `read`.
   */
  async join(link: string, wifi: WifiTarget, psk: string | null): Promise<void> {
    const of = onInterface(await this.findOrCreate(link));
    await this.removeOurs(of);
    this.attempts.delete(of.path);
    await this.seek(of, wifi.adHocMhz === null);
    const handle = await this.bus.call<string>(of, 'AddNetwork', 'a{sv}', [await networkSettings(wifi, psk)]);
    await this.bus.call(of, 'SelectNetwork', 'o', [handle]);
    this.notify();
  }

  /** Gives `link` back as it was: its own networks with their switches, or no supplicant at all. */
  async restore(link: string, before: WifiFacts): Promise<void> {
    const path = await this.find(link);
    if (path === null) return;
    const of = onInterface(path);
    await this.removeOurs(of);
    await this.seek(of, true);
    if (!before.supplicant) {
      await this.bus.call(ROOT, 'RemoveInterface', 'o', [path]);
      this.paths.delete(link);
      return this.notify();
    }
    const current = before.networks.find((network) => network.current);
    if (current) await this.bus.call(of, 'SelectNetwork', 'o', [current.handle]).catch(ignoreGone);
    for (const { handle, enabled } of before.networks) {
      await this.bus.set(onNetwork(handle), 'Enabled', 'b', enabled).catch(ignoreGone);
    }
    this.notify();
  }

  /**
   * Whether the supplicant looks for a network before it joins. A cell whose address is given is entered unseen
   * (wpa_supplicant.c, `fixed_bssid` with ap_scan=2): the first of two ends has nothing to be found.
   */
  private async seek(of: Address, first: boolean): Promise<void> {
    const unseen = (await this.bus.properties(of))['ApScan'] === 2;
    if (unseen === first) await this.bus.set(of, 'ApScan', 'u', first ? 1 : 2);
  }

  /** Networks in range. The adapter is lent to the supplicant for the look when nobody has it. */
  async scan(link: string, { fresh, lend }: { fresh: boolean; lend: boolean }): Promise<Network[]> {
    const lent = (await this.find(link)) === null;
    if (lent && !lend) throw new LinkbraidError('busy', `${link} cannot look around while links are being changed.`);
    const of = onInterface(await this.findOrCreate(link));
    try {
      if (fresh || lent) await this.lookAround(of);
      const properties = await this.bus.properties(of);
      const found: BssFacts[] = [];
      for (const path of asStrings(properties['BSSs'])) {
        const bss = await this.bss(path);
        if (bss) found.push(bss);
      }
      return groupNetworks(found);
    } finally {
      if (lent) {
        await this.bus.call(ROOT, 'RemoveInterface', 'o', [of.path]).catch(ignoreGone);
        this.paths.delete(link);
      }
    }
  }

  /** What came of `join` so far. Told by signals alone: no property keeps it. */
  progress(link: string): Readonly<Attempt> {
    return this.attempts.get(this.paths.get(link) ?? '') ?? NO_ATTEMPT;
  }

  /** Whether an access point of the wanted network is heard at all; of a network that others chose, they know. */
  async hears(link: string): Promise<boolean> {
    const path = await this.find(link);
    if (path === null) return false;
    const wanted = this.known(link).ours;
    if (wanted === null) return true;
    for (const bssPath of asStrings((await this.bus.properties(onInterface(path)))['BSSs'])) {
      if ((await this.bss(bssPath))?.ssid === wanted) return true;
    }
    return false;
  }

  /**
   * A wrong WPA2 key shows as a four-way handshake that falls back, a wrong SAE password as an authentication status
   * (IEEE 802.11 table 9-50) other than success.
   */
  private follow(path: string, [, changed]: unknown[]): void {
    if (typeof changed !== 'object' || changed === null) return;
    const values = changed as Record<string, { value?: unknown } | undefined>;
    const attempt = this.attempt(path);
    const state = values['State']?.value;
    if (typeof state === 'string') {
      if (attempt.state === '4way_handshake' && stateOf(state) !== 'associating' && state !== 'completed')
        attempt.keyRefused += 1;
      attempt.state = state;
    }
    if (WRONG_KEY_STATUS.includes(Number(values['AuthStatusCode']?.value))) attempt.keyRefused += 1;
  }

  private attempt(path: string): Attempt {
    const attempt = this.attempts.get(path) ?? { ...NO_ATTEMPT };
    this.attempts.set(path, attempt);
    return attempt;
  }

  private async lookAround(of: Address): Promise<void> {
    // A scan takes 1 to 4 s by the number of channels; a radio that is busy answers after its own.
    const deadline = Date.now() + 12_000;
    await this.bus.call(of, 'Scan', 'a{sv}', [{ Type: new Variant('s', 'active') }]).catch((error: unknown) => {
      if (!(error instanceof BusError)) throw error; // "already scanning": its results serve as well
    });
    let begun = false;
    while (Date.now() < deadline) {
      const scanning = (await this.bus.properties(of))['Scanning'] === true;
      if (begun && !scanning) return;
      begun ||= scanning;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  private async find(link: string): Promise<string | null> {
    if (!(await this.bus.hasOwner(SERVICE))) {
      this.paths.clear();
      return null;
    }
    try {
      const path = await this.bus.call<string>(ROOT, 'GetInterface', 's', [link], { autoStart: false });
      this.paths.set(link, path);
      return path;
    } catch (error) {
      if (error instanceof BusError) return null;
      throw error;
    }
  }

  private async findOrCreate(link: string): Promise<string> {
    const known = await this.find(link);
    if (known !== null) return known;
    try {
      const path = await this.bus.call<string>(ROOT, 'CreateInterface', 'a{sv}', [
        { Ifname: new Variant('s', link), Driver: new Variant('s', 'nl80211') },
      ]);
      this.paths.set(link, path);
      return path;
    } catch (error) {
      const absent = error instanceof BusError && /ServiceUnknown|Spawn/.test(error.type);
      throw new LinkbraidError(
        'failed',
        absent
          ? 'wpa_supplicant is not installed, and without it no Wi-Fi network can be joined.'
          : `wpa_supplicant could not take ${link}: is another one running for it?`,
        { adapter: link, mend: absent ? 'Install the package wpasupplicant.' : 'Stop the other wpa_supplicant.' },
      );
    }
  }

  private async removeOurs(of: Address): Promise<void> {
    for (const handle of asStrings((await this.bus.properties(of))['Networks'])) {
      if ((await this.network(handle)).idString === OURS) {
        await this.bus.call(of, 'RemoveNetwork', 'o', [handle]).catch(ignoreGone);
      }
    }
  }

  private async network(handle: string): Promise<{ idString: string; ssid: string; enabled: boolean }> {
    const properties: Record<string, unknown> = await this.bus.properties(onNetwork(handle)).catch(() => ({}));
    const settings = (properties['Properties'] ?? {}) as Record<string, { value: unknown } | undefined>;
    const text = (key: string) => unquote(asText(settings[key]?.value) ?? '');
    return { idString: text('id_str'), ssid: text('ssid'), enabled: properties['Enabled'] === true };
  }

  private async bss(path: string): Promise<BssFacts | null> {
    const of: Address = { service: SERVICE, path, interface: `${SERVICE}.BSS` };
    return this.bus.properties(of).then(decodeBss, () => null);
  }

  private async signal(of: Address): Promise<{ dbm: number | null; mbps: number | null }> {
    try {
      const reply = await this.bus.call<InstanceType<typeof Variant>>(of, 'SignalPoll', '', [], {
        autoStart: false,
      });
      const values = reply.value as Record<string, { value: unknown } | undefined>;
      const number = (key: string) => {
        const value = values[key]?.value;
        return typeof value === 'number' ? value : null;
      };
      return { dbm: number('rssi'), mbps: number('linkspeed') };
    } catch {
      return { dbm: null, mbps: null };
    }
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}

function onInterface(path: string): Address {
  return { service: SERVICE, path, interface: `${SERVICE}.Interface` };
}

function onNetwork(path: string): Address {
  return { service: SERVICE, path, interface: `${SERVICE}.Network` };
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function asStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The supplicant prints strings in quotes, and bytes that are not plain text as hex digits. */
function unquote(text: string): string {
  if (text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1);
  return /^([0-9a-f]{2})+$/i.test(text) ? bytesToText(Buffer.from(text, 'hex')) : text;
}

/** The network or interface went away in the meantime: then there is nothing to give back. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof BusError)) throw error;
}
