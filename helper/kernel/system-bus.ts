import dbus from '@particle/dbus-next';
import type { Message as DBusMessage, MessageBus } from '@particle/dbus-next';

const { Message, MessageType, Variant } = dbus;
export { Variant };

/** D-Bus specification, message header flags: an observer must not start the service it looks at. */
const NO_AUTO_START = 0x2;

/** A service that hangs must not hang us; too short, and a supplicant busy with four radios seems dead. */
const CALL_MS = 10_000;

export class BusError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Address {
  service: string;
  path: string;
  interface: string;
}

/**
 * The system bus with plain messages: introspection would cost a round trip for every object, and the objects here
 * are few and well known. Connects at the first use and again after the bus went away.
 */
export class SystemBus {
  private connecting: Promise<MessageBus> | null = null;
  private readonly rules = new Map<string, (message: DBusMessage) => void>();
  private serial = 0;

  async call<T>(
    to: Address,
    member: string,
    signature = '',
    body: unknown[] = [],
    { autoStart = true, timeoutMs = CALL_MS }: { autoStart?: boolean; timeoutMs?: number } = {},
  ): Promise<T> {
    const bus = await this.connect();
    const message = new Message({
      destination: to.service,
      path: to.path,
      interface: to.interface,
      member,
      signature,
      body,
      flags: autoStart ? 0 : NO_AUTO_START,
    });
    let timer: NodeJS.Timeout | undefined;
    try {
      const reply = await Promise.race([
        bus.call(message),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new BusError('timeout', `${to.service} does not answer`)), timeoutMs);
        }),
      ]);
      return reply?.body[0] as T;
    } catch (error) {
      const type = (error as { type?: unknown }).type;
      throw typeof type === 'string' ? new BusError(type, (error as Error).message) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Properties with their variants taken off. */
  async properties(of: Address): Promise<Record<string, unknown>> {
    const values = await this.call<Record<string, InstanceType<typeof Variant>>>(
      { ...of, interface: 'org.freedesktop.DBus.Properties' },
      'GetAll',
      's',
      [of.interface],
      { autoStart: false },
    );
    return Object.fromEntries(Object.entries(values).map(([key, variant]) => [key, variant.value]));
  }

  async set(of: Address, property: string, signature: string, value: unknown): Promise<void> {
    await this.call({ ...of, interface: 'org.freedesktop.DBus.Properties' }, 'Set', 'ssv', [
      of.interface,
      property,
      new Variant(signature, value),
    ]);
  }

  async hasOwner(service: string): Promise<boolean> {
    return this.call<boolean>(DAEMON, 'NameHasOwner', 's', [service]);
  }

  /** Calls back for each signal from `service`; lasts until the process ends, across reconnections. */
  async watch(service: string, listener: (message: DBusMessage) => void): Promise<void> {
    const rule = `type='signal',sender='${service}'`;
    this.rules.set(rule, listener);
    await this.call(DAEMON, 'AddMatch', 's', [rule]);
  }

  /** Calls back when a well-known name gets or loses its owner. */
  async watchNames(listener: (name: string, owner: string) => void): Promise<void> {
    await this.watch('org.freedesktop.DBus', (message) => {
      if (message.member !== 'NameOwnerChanged') return;
      const [name, , owner] = message.body as [string, string, string];
      listener(name, owner);
    });
  }

  close(): void {
    void this.connecting?.then((bus) => bus.disconnect()).catch(() => {});
    this.connecting = null;
  }

  private connect(): Promise<MessageBus> {
    this.connecting ??= this.open().catch((error: unknown) => {
      this.connecting = null;
      throw error;
    });
    return this.connecting;
  }

  private open(): Promise<MessageBus> {
    return new Promise((resolve, reject) => {
      const bus = dbus.systemBus();
      const serial = ++this.serial;
      bus.once('connect', () => {
        bus.on('message', (message: DBusMessage) => {
          if (message.type !== MessageType.SIGNAL) return;
          for (const listener of this.rules.values()) listener(message);
        });
        for (const rule of this.rules.keys()) {
          const again = new Message({ ...addMatch, signature: 's', body: [rule] });
          void bus.call(again).catch(() => {});
        }
        resolve(bus);
      });
      bus.on('error', (error: Error) => {
        if (this.serial === serial) this.connecting = null;
        reject(error);
      });
    });
  }
}

const DAEMON: Address = {
  service: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

const addMatch = { destination: DAEMON.service, path: DAEMON.path, interface: DAEMON.interface, member: 'AddMatch' };
