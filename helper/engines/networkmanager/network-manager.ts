import type { KeeperFacts } from '../../contract/plan.ts';
import { BusError, SystemBus, Variant, type Address } from '../../kernel/system-bus.ts';
import { NOT_KEPT } from '../../plan/keeper.ts';
import { addressSettings, shownOf, ssidOf, type Addressing, type Settings } from './settings.ts';

const SERVICE = 'org.freedesktop.NetworkManager';
const ROOT: Address = { service: SERVICE, path: '/org/freedesktop/NetworkManager', interface: SERVICE };
const NOTHING = '/';

/** NMDeviceState, nm-dbus-interface.h. */
export const STATE = { unmanaged: 10, disconnected: 30, ipConfig: 70, activated: 100 };
/** NMDeviceStateReason, the ones that tell a person something. */
export const REASON = { noSecrets: 7, notFound: 53 };
const TYPE_WIFI = 2;

export interface Device {
  path: string;
  type: number;
  state: number;
  /** Why it is in that state. */
  reason: number;
  managed: boolean;
  /** The connection that is up, or coming up, and whose settings those are. */
  active: { uuid: string; id: string; settings: string } | null;
  /** IPv4 name servers that it has from there. */
  dns: string[];
}

type Objects = Record<string, Record<string, Record<string, { value: unknown }>>>;

/** NetworkManager through its D-Bus interface: what it does with each link, and the few orders that are ours to give. */
export class NetworkManager {
  private readonly bus = new SystemBus();
  private readonly listeners = new Set<() => void>();
  private known: { devices: Map<string, Device>; facts: Record<string, KeeperFacts> } | null = null;

  /** Begins to listen; without a system bus there is no NetworkManager either. */
  async watch(): Promise<void> {
    await this.bus.watchNames((name) => {
      if (name === SERVICE) this.changed();
    });
    await this.bus.watch(SERVICE, ({ path, interface: of, member }) => {
      // Its own name's changes come by the same way. What is in range changes all the time.
      if (!path.startsWith(ROOT.path) || /AccessPoint|Wireless|Statistics/.test(`${path} ${of}`)) return;
      if (member === 'PropertiesChanged' || member === 'StateChanged' || member.startsWith('Device')) this.changed();
    });
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  close(): void {
    this.bus.close();
  }

  async runs(): Promise<boolean> {
    return this.bus.hasOwner(SERVICE).catch(() => false);
  }

  /** By link; nothing where it does not run. */
  async read(): Promise<Record<string, KeeperFacts>> {
    if (!(await this.runs())) {
      this.known = null;
      return {};
    }
    if (this.known) return this.known.facts;
    const devices = await this.devices().catch(() => null);
    if (!devices) return {};
    const known = { devices, facts: {} as Record<string, KeeperFacts> };
    // Set before it is whole: what changes meanwhile clears it again.
    this.known = known;
    for (const [name, device] of devices) known.facts[name] = await this.facts(name, device);
    return known.facts;
  }

  private async facts(name: string, device: Device): Promise<KeeperFacts> {
    const { managed, active } = device;
    const plain = { ...NOT_KEPT, managed, connection: active?.uuid ?? null };
    const ours = active?.id === nameFor(name);
    if (!active || (device.type !== TYPE_WIFI && !ours)) return plain;
    const applied = await this.applied(device.path).catch(() => null);
    if (!applied) return plain;
    const method = (family: 'ipv4' | 'ipv6') => applied[family]?.['method']?.value;
    return {
      ...plain,
      ssid: ssidOf(applied),
      quiet: device.type === TYPE_WIFI && method('ipv4') === 'disabled' && method('ipv6') === 'disabled',
      shows: ours ? shownOf(applied) : null,
    };
  }

  async device(link: string): Promise<Device | null> {
    return (await this.devices()).get(link) ?? null;
  }

  async setManaged(link: string, managed: boolean): Promise<void> {
    const device = await this.device(link);
    if (device) await this.bus.set(onDevice(device.path), 'Managed', 'b', managed);
    this.changed();
  }

  /** Brings up a connection that it knows; null leaves it the choice. @returns what it calls this going up */
  async activate(device: Device, settings: string | null): Promise<string> {
    const words = [settings ?? NOTHING, device.path, NOTHING];
    const active = await this.bus.call<string>(ROOT, 'ActivateConnection', 'ooo', words, LONG);
    this.changed();
    return active;
  }

  /** False once it has failed or ended. */
  async isGoingUp(active: string): Promise<boolean> {
    const of: Address = { service: SERVICE, path: active, interface: `${SERVICE}.Connection.Active` };
    const known = await this.bus.properties(of).catch(() => null);
    return known?.['State'] === 1 || known?.['State'] === 2;
  }

  /** Has it look now whether the machine is online: what it saw while links were changed does not hold. */
  async lookOnline(): Promise<void> {
    await this.bus.call(ROOT, 'CheckConnectivity', '', [], LONG);
  }

  /** Ends what is up there, as if it had never been asked for: it may connect by itself again. */
  async disconnect(device: Device): Promise<void> {
    await this.bus.call(onDevice(device.path), 'Disconnect', '', [], LONG);
    await this.bus.set(onDevice(device.path), 'Autoconnect', 'b', true);
    this.changed();
  }

  /** Until its state is as wanted. @returns the last one; whoever asked knows whether that is good */
  async settled(link: string, enough: (device: Device | null) => boolean, timeoutMs: number): Promise<Device | null> {
    const limit = Date.now() + timeoutMs;
    for (;;) {
      const device = await this.device(link).catch(() => null);
      if (enough(device) || Date.now() > limit) return device;
      await this.nextChange(Math.min(500, limit - Date.now() + 1));
    }
  }

  /** Gives what is up on a device other addresses, for as long as it is up, and leaves the rest of it alone. */
  async readdress(device: Device, addressing: Addressing): Promise<void> {
    const applied = await this.applied(device.path);
    const changed = { ...applied, ...addressSettings(addressing) };
    await this.bus.call(onDevice(device.path), 'Reapply', 'a{sa{sv}}tu', [changed, 0, 0], LONG);
    this.changed();
  }

  /** A connection of ours, in memory alone. */
  async show(bond: string, device: Device, mode: string): Promise<void> {
    const text = (value: string) => new Variant('s', value);
    const settings: Settings = {
      connection: {
        id: text(nameFor(bond)),
        type: text('bond'),
        'interface-name': text(bond),
        autoconnect: new Variant('b', false),
      },
      bond: { options: new Variant('a{ss}', { mode, miimon: '100' }) },
      ipv4: { method: text('disabled') },
      ipv6: { method: text('ignore') },
    };
    const memory = { persist: text('memory') };
    const words = [settings, device.path, NOTHING, memory];
    await this.bus.call(ROOT, 'AddAndActivateConnection2', 'a{sa{sv}}ooa{sv}', words, LONG);
    this.changed();
  }

  /** Takes our connection for a bond away, wherever it was left. */
  async forget(bond: string): Promise<void> {
    for (const { path, settings } of await this.connections())
      if (settings['connection']?.['id']?.value === nameFor(bond))
        await this.bus.call(onSettings(path), 'Delete', '', [], LONG);
    this.changed();
  }

  /** The connection for a radio: by its UUID, or by the network that it joins. */
  async find(want: { connection: string | null; ssid: string | null }): Promise<string | null> {
    const matches = ({ settings }: { settings: Settings }) =>
      want.connection !== null
        ? settings['connection']?.['uuid']?.value === want.connection
        : ssidOf(settings) === want.ssid;
    return (await this.connections()).find(matches)?.path ?? null;
  }

  private async connections(): Promise<{ path: string; settings: Settings }[]> {
    const of: Address = { ...ROOT, path: `${ROOT.path}/Settings`, interface: `${SERVICE}.Settings` };
    const paths = await this.bus.call<string[]>(of, 'ListConnections', '', [], QUIETLY);
    const all = paths.map(async (path) => ({
      path,
      settings: await this.bus.call<Settings>(onSettings(path), 'GetSettings', '', [], QUIETLY).catch(() => ({})),
    }));
    return Promise.all(all);
  }

  private applied(device: string): Promise<Settings> {
    return this.bus.call<Settings>(onDevice(device), 'GetAppliedConnection', 'u', [0], QUIETLY);
  }

  private async devices(): Promise<Map<string, Device>> {
    const manager: Address = {
      service: SERVICE,
      path: '/org/freedesktop',
      interface: 'org.freedesktop.DBus.ObjectManager',
    };
    const objects = await this.bus.call<Objects>(manager, 'GetManagedObjects', '', [], QUIETLY);
    return new Map(
      Object.entries(objects).flatMap(([path, interfaces]): [string, Device][] => {
        const device = interfaces[`${SERVICE}.Device`];
        const name = device?.['Interface']?.value;
        if (!device || typeof name !== 'string') return [];
        const active = objects[String(device['ActiveConnection']?.value)]?.[`${SERVICE}.Connection.Active`];
        return [
          [
            name,
            {
              path,
              type: Number(device['DeviceType']?.value),
              state: Number(device['State']?.value),
              reason: Number((device['StateReason']?.value as number[] | undefined)?.[1]),
              managed: device['Managed']?.value === true,
              dns: serversOf(objects[String(device['Ip4Config']?.value)]?.[`${SERVICE}.IP4Config`]),
              active: active
                ? {
                    uuid: String(active['Uuid']?.value),
                    id: String(active['Id']?.value),
                    settings: String(active['Connection']?.value),
                  }
                : null,
            },
          ],
        ];
      }),
    );
  }

  private nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.listeners.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.listeners.add(done);
    });
  }

  private changed(): void {
    this.known = null;
    for (const listener of [...this.listeners]) listener();
  }
}

/** It answers an order when it has begun to carry it out, and may be busy with a radio until then. */
const LONG = { timeoutMs: 20_000 };
const QUIETLY = { autoStart: false };

/** What a connection of ours is called, where people see it. */
export function nameFor(bond: string): string {
  return `Linkbraid ${bond}`;
}

/** What it says no to, rather than a connection that broke. */
export function isRefusal(error: unknown): error is BusError {
  return error instanceof BusError;
}

function serversOf(config: Record<string, { value: unknown }> | undefined): string[] {
  const data = config?.['NameserverData']?.value;
  return Array.isArray(data) ? data.map((server: Settings[string]) => String(server['address']?.value)) : [];
}

function onDevice(path: string): Address {
  return { service: SERVICE, path, interface: `${SERVICE}.Device` };
}

function onSettings(path: string): Address {
  return { service: SERVICE, path, interface: `${SERVICE}.Settings.Connection` };
}
