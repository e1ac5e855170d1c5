import { spawn, type ChildProcess } from 'node:child_process';
import dbus from '@particle/dbus-next';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

export interface MenuEntry {
  id: number;
  label: string;
  enabled: boolean;
  checked: boolean | null;
}

/** A session bus of the test's own, with the parts of a desktop that the app speaks to: tray host and notifications. */
export class SessionBus {
  readonly address: string;
  readonly notifications: { title: string; body: string }[] = [];
  readonly #daemon: ChildProcess;
  readonly #bus: dbus.MessageBus;
  #item: TrayItemOnBus | null = null;
  #watcher: dbus.interface.Interface | null = null;

  private constructor(daemon: ChildProcess, address: string) {
    this.#daemon = daemon;
    this.address = address;
    this.#bus = dbus.sessionBus({ busAddress: address });
  }

  static async start(): Promise<SessionBus> {
    const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      daemon.once('error', reject);
      daemon.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    });
    const session = new SessionBus(daemon, address);
    await session.#serveNotifications();
    return session;
  }

  stop(): void {
    this.#bus.disconnect();
    this.#daemon.kill();
  }

  async startTrayHost(): Promise<void> {
    const { Interface, ACCESS_READ } = dbus.interface;
    class Watcher extends Interface {
      RegisterStatusNotifierItem(): void {
        // Who calls is seen on the raw message alone.
      }
      RegisterStatusNotifierHost(): void {
        // Every host is welcome; this one keeps no list.
      }
      get IsStatusNotifierHostRegistered(): boolean {
        return true;
      }
      get ProtocolVersion(): number {
        return 0;
      }
      get RegisteredStatusNotifierItems(): string[] {
        return [];
      }
    }
    Watcher.configureMembers({
      methods: {
        RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' },
        RegisterStatusNotifierHost: { inSignature: 's', outSignature: '' },
      },
      properties: {
        IsStatusNotifierHostRegistered: { signature: 'b', access: ACCESS_READ },
        ProtocolVersion: { signature: 'i', access: ACCESS_READ },
        RegisteredStatusNotifierItems: { signature: 'as', access: ACCESS_READ },
      },
    });
    // Handlers see who calls only on the raw message, and items register by path alone.
    this.#bus.on('message', (message: dbus.Message) => {
      if (message.member !== 'RegisterStatusNotifierItem') return;
      const [path] = message.body as [string];
      const { sender } = message;
      this.#item = new TrayItemOnBus(this.#bus, sender, path.startsWith('/') ? path : '/StatusNotifierItem');
    });
    this.#watcher = new Watcher(WATCHER);
    this.#bus.export('/StatusNotifierWatcher', this.#watcher);
    await this.#bus.requestName(WATCHER, 0);
  }

  async stopTrayHost(): Promise<void> {
    await this.#bus.releaseName(WATCHER);
    this.#item = null;
    if (this.#watcher === null) return;
    this.#bus.unexport('/StatusNotifierWatcher', this.#watcher);
  }

  /** The item that registered last. */
  get item(): TrayItemOnBus {
    if (this.#item === null) throw new Error('no tray item has registered');
    return this.#item;
  }

  async #serveNotifications(): Promise<void> {
    const { Interface } = dbus.interface;
    const { notifications } = this;
    class Server extends Interface {
      Notify(_app: string, _replaces: number, _icon: string, title: string, body: string): number {
        notifications.push({ title, body });
        return notifications.length;
      }
      GetCapabilities(): string[] {
        return ['body', 'actions'];
      }
      GetServerInformation(): string[] {
        return ['test', 'test', '1', '1.2'];
      }
      CloseNotification(): void {
        // Nothing to close: they are only counted.
      }
    }
    Server.configureMembers({
      methods: {
        Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
        GetCapabilities: { inSignature: '', outSignature: 'as' },
        GetServerInformation: { inSignature: '', outSignature: 'ssss' },
        CloseNotification: { inSignature: 'u', outSignature: '' },
      },
    });
    this.#bus.export('/org/freedesktop/Notifications', new Server('org.freedesktop.Notifications'));
    await this.#bus.requestName('org.freedesktop.Notifications', 0);
  }
}

/** A registered item, spoken to with raw messages: Electron's introspection is empty. */
export class TrayItemOnBus {
  readonly #bus: dbus.MessageBus;
  readonly #service: string;
  readonly #path: string;

  constructor(bus: dbus.MessageBus, service: string, path: string) {
    this.#bus = bus;
    this.#service = service;
    this.#path = path;
  }

  async property(name: string): Promise<unknown> {
    const [variant] = await this.#call(this.#path, PROPERTIES, 'Get', 'ss', ['org.kde.StatusNotifierItem', name]);
    return (variant as dbus.Variant).value;
  }

  activate(): Promise<unknown[]> {
    return this.#call(this.#path, 'org.kde.StatusNotifierItem', 'Activate', 'ii', [0, 0]);
  }

  async menu(): Promise<MenuEntry[]> {
    const path = (await this.property('Menu')) as string;
    const body = await this.#call(path, MENU, 'GetLayout', 'iias', [0, -1, []]);
    type Node = [number, Record<string, dbus.Variant>, dbus.Variant<Node>[]];
    const [, , children] = body[1] as Node;
    return children
      .map(({ value: [id, properties] }) => ({
        id,
        label: ((properties.label?.value as string | undefined) ?? '').replaceAll(/[\u2068\u2069]/g, ''),
        enabled: properties.enabled?.value !== false,
        checked: properties['toggle-type'] ? properties['toggle-state']?.value === 1 : null,
      }))
      .filter(({ label }) => label !== '');
  }

  async click(label: string): Promise<void> {
    const entry = (await this.menu()).find((each) => each.label === label);
    if (!entry) throw new Error(`the tray's menu has no "${label}"`);
    const path = (await this.property('Menu')) as string;
    await this.#call(path, MENU, 'Event', 'isvu', [entry.id, 'clicked', new dbus.Variant('s', ''), 0]);
  }

  async #call(path: string, iface: string, member: string, signature: string, body: unknown[]): Promise<unknown[]> {
    const message = new dbus.Message({
      destination: this.#service,
      path,
      interface: iface,
      member,
      signature,
      body,
    });
    return ((await this.#bus.call(message)) as dbus.Message).body as unknown[];
  }
}
