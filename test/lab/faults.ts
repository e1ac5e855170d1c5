import type { Machine } from './machine.ts';
import { adapter, usbAdapter } from './qemu.ts';
import { queuePackets } from './queue.ts';
import { hostapdCommand } from './world-files.ts';
import {
  ACCESS_POINTS,
  AP_NAMES,
  FAR_END,
  ROUTER,
  dhcpCommand,
  hostapdConfig,
  type ApName,
  type CableName,
  type PathName,
} from './world.ts';

export interface Shape {
  readonly mbit?: number;
  readonly delayMs?: number;
  readonly lossPercent?: number;
}

/** How long the guest may take to see a change of its hardware. Plugging loads drivers and runs udev's rules, seconds in emulation. */
const HARDWARE_TIMEOUT = 15_000;
/** A link that is down shows no carrier to wait for; one that is up shows it within milliseconds. */
const CARRIER_TIMEOUT = 2_000;

/** What can go wrong around the laptop, one call each; every call returns when the fault is in force. */
export class Faults {
  readonly machine: Machine;
  readonly #cut = new Set<CableName>();
  readonly #unplugged = new Set<CableName>();
  readonly #holes = new Set<PathName>();
  readonly #shaped = new Set<PathName>();
  readonly #changedSecrets = new Set<ApName>();
  readonly #onAir = new Set<ApName>(AP_NAMES.filter((name) => ACCESS_POINTS[name].on));
  #usb = false;
  #trunk = false;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** Carrier goes away at both ends, as when a cable is pulled. */
  async cutCable(name: CableName): Promise<void> {
    await this.#setCarrier(name, false);
    this.#cut.add(name);
  }

  async plugCable(name: CableName): Promise<void> {
    await this.#setCarrier(name, true);
    this.#cut.delete(name);
  }

  /** The adapter itself leaves the bus: the interface is gone, whatever it was part of. */
  async unplugAdapter(name: CableName): Promise<void> {
    const { qmp } = this.machine;
    const deleted = qmp.event('DEVICE_DELETED', name, HARDWARE_TIMEOUT);
    await qmp.command('device_del', { id: name });
    await deleted;
    this.#unplugged.add(name);
    await this.#until(`${name} to be gone`, async () => !(await this.#exists(name)), HARDWARE_TIMEOUT);
  }

  async replugAdapter(name: CableName): Promise<void> {
    await this.machine.qmp.command('device_add', adapter(name));
    this.#unplugged.delete(name);
    await this.#until(`${name} to appear`, () => this.#exists(name), HARDWARE_TIMEOUT);
    await this.machine.agent.run(['udevadm', 'settle']);
  }

  /** A USB adapter on the third cable; gives the name the kernel chose for it. */
  async plugUsbAdapter(): Promise<string> {
    const { agent, qmp } = this.machine;
    await agent.run(['modprobe', 'xhci_pci']);
    await qmp.command('device_add', usbAdapter());
    this.#usb = true;
    let name = '';
    const appeared = async (): Promise<boolean> => (name = await this.#usbName()) !== '';
    await this.#until('the USB adapter to appear', appeared, HARDWARE_TIMEOUT);
    await agent.run(['udevadm', 'settle']);
    return name;
  }

  async unplugUsbAdapter(): Promise<void> {
    const deleted = this.machine.qmp.event('DEVICE_DELETED', 'usb0', HARDWARE_TIMEOUT);
    await this.machine.qmp.command('device_del', { id: 'usb0' });
    await deleted;
    this.#usb = false;
    await this.#until('the USB adapter to be gone', async () => (await this.#usbName()) === '', HARDWARE_TIMEOUT);
  }

  /** Silence: no beacon, no goodbye, as when somebody pulls the access point's plug. */
  async stopAccessPoint(name: ApName): Promise<void> {
    await this.machine.agent.shell(
      `kill -9 $(cat /run/lab/hostapd-${name}.pid); ip -n ${ACCESS_POINTS[name].netns} link set radio0 down`,
    );
    this.#onAir.delete(name);
  }

  /** Orderly: every station is told to leave. */
  async closeAccessPoint(name: ApName): Promise<void> {
    await this.machine.agent.shell(
      `pid=$(cat /run/lab/hostapd-${name}.pid); kill $pid; while kill -0 $pid 2>/dev/null; do sleep 0.02; done`,
    );
    this.#onAir.delete(name);
  }

  async startAccessPoint(name: ApName): Promise<void> {
    const command = `ip netns exec ${ACCESS_POINTS[name].netns} ${hostapdCommand(name)}`;
    // Silent stopping leaves the old one's control socket behind.
    await this.machine.agent.shell(
      `rm -rf /run/lab/hostapd-${name}/*; ${command} </dev/null >/dev/null 2>&1 || { tail -n 20 /run/lab/hostapd-${name}.log; exit 1; }`,
      {
        world: true,
      },
    );
    this.#onAir.add(name);
  }

  /** The access point comes back with another passphrase, or with its own again. */
  async setPassphrase(name: ApName, passphrase: string = ACCESS_POINTS[name].passphrase): Promise<void> {
    const wasOn = this.#onAir.has(name);
    if (wasOn) await this.closeAccessPoint(name);
    await this.machine.agent.writeFile(`/run/lab/hostapd-${name}.conf`, hostapdConfig(ACCESS_POINTS[name], passphrase));
    if (passphrase === ACCESS_POINTS[name].passphrase) this.#changedSecrets.delete(name);
    else this.#changedSecrets.add(name);
    if (wasOn) await this.startAccessPoint(name);
  }

  /** The link stays up and nothing passes it any more. */
  async blackHole(path: PathName): Promise<void> {
    const { netns, device } = this.#port(path);
    await this.machine.agent.run(['ip', '-n', netns, 'link', 'set', device, 'nomaster']);
    this.#holes.add(path);
  }

  async heal(path: PathName): Promise<void> {
    const { netns, device } = this.#port(path);
    await this.machine.agent.run(['ip', '-n', netns, 'link', 'set', device, 'master', 'br0']);
    this.#holes.delete(path);
  }

  /** Limits a path in both directions, outside the laptop: its own queues stay as they are. */
  async shape(path: PathName, shape: Shape): Promise<void> {
    const delay = shape.delayMs ?? 0;
    const words = ['netem'];
    words.push('limit', String(shape.mbit === undefined ? 1000 : queuePackets(shape.mbit, delay)));
    if (delay > 0) words.push('delay', `${delay}ms`);
    if (shape.lossPercent !== undefined) words.push('loss', `${shape.lossPercent}%`);
    if (shape.mbit !== undefined) words.push('rate', `${shape.mbit}mbit`);
    const netem = words.join(' ');
    await this.unshape(path);
    await this.machine.agent.shell(this.#shapeScript(path, netem));
    this.#shaped.add(path);
  }

  async unshape(path: PathName): Promise<void> {
    if (!this.#shaped.has(path)) return;
    await this.machine.agent.shell(this.#unshapeScript(path));
    this.#shaped.delete(path);
  }

  /** Blocks or frees the laptop's radios alone; those of the access points share the kernel's list. */
  async rfkill(state: 'block' | 'unblock'): Promise<void> {
    await this.machine.agent.shell(
      `for entry in /sys/class/rfkill/*; do
        [ -e $entry/name ] || continue # of a radio in another namespace
        read -r name <$entry/name
        case $name in phy[0-3]) echo ${state === 'block' ? 1 : 0} >$entry/soft ;; esac
      done`,
    );
  }

  async stopDhcp(): Promise<void> {
    await this.machine.agent.shell('kill -9 $(cat /run/lab/dhcp.pid)');
  }

  async startDhcp(): Promise<void> {
    await this.machine.agent.shell(`${dhcpCommand()} </dev/null >/dev/null 2>&1`, { world: true });
  }

  /** Joins the switch's ends of eth0 and eth1, as 802.3ad and the balancing modes ask of a switch; `null` parts them again. */
  async trunk(mode: '802.3ad' | 'balance-rr' | 'balance-xor' | null): Promise<void> {
    const lines =
      mode === null
        ? ['link delete trunk0', 'link set sw0 master br0 up', 'link set sw1 master br0 up']
        : [
            `link add trunk0 type bond mode ${mode} miimon 100 xmit_hash_policy layer3+4`,
            ...['sw0', 'sw1'].flatMap((port) => [`link set ${port} down`, `link set ${port} master trunk0`]),
            'link set trunk0 master br0 up',
          ];
    if (mode !== null) await this.machine.agent.run(['modprobe', 'bonding', 'max_bonds=0']);
    await this.machine.agent.run(['ip', '-n', 'switch', '-batch', '-'], { stdin: `${lines.join('\n')}\n` });
    this.#trunk = mode !== null;
  }

  /** The world is well again; the laptop is left as it is. */
  mendWorld(): Promise<void> {
    return this.restoreWorld(() => this.rfkill('unblock'));
  }

  /**
   * Undoes every fault, and gives the world fresh leases and an empty memory of the laptop. The laptop's own
   * reset comes in between: it needs its adapters, and the rest of the world is quicker to mend when nobody uses it.
   */
  protected async restoreWorld(laptop: () => Promise<void>): Promise<void> {
    if (this.#trunk) await this.trunk(null); // while it lives the driver cannot be unloaded
    for (const name of [...this.#unplugged]) await this.replugAdapter(name);
    if (this.#usb) await this.unplugUsbAdapter();
    await laptop();
    for (const name of [...this.#cut]) await this.plugCable(name);
    for (const path of [...this.#holes]) await this.heal(path);
    for (const path of [...this.#shaped]) await this.unshape(path);
    for (const name of AP_NAMES) {
      if (this.#changedSecrets.has(name)) await this.setPassphrase(name);
      const { on } = ACCESS_POINTS[name];
      if (on && !this.#onAir.has(name)) await this.startAccessPoint(name);
      if (!on && this.#onAir.has(name)) await this.closeAccessPoint(name);
    }
    await this.machine.agent.shell(
      [
        'kill -9 $(cat /run/lab/dhcp.pid) 2>/dev/null || true',
        `rm -f ${ROUTER.leases}`,
        'ip -n switch link set br0 type bridge fdb_flush',
        'ip -n router neigh flush all',
        `kill -0 $(cat /run/lab/dns.pid ${[...this.#onAir].map((name) => `/run/lab/hostapd-${name}.pid`).join(' ')})`,
        `${dhcpCommand()} </dev/null >/dev/null 2>&1`,
      ].join('\n'),
      { world: true },
    );
  }

  async #setCarrier(name: CableName, up: boolean): Promise<void> {
    for (const end of [name, FAR_END[name]]) await this.machine.qmp.command('set_link', { name: end, up });
    const wanted = up ? '1' : '0';
    const limit = Date.now() + CARRIER_TIMEOUT;
    while (Date.now() < limit) {
      const [flags, carrier] = await this.machine.agent.readFiles([
        `/sys/class/net/${name}/flags`,
        `/sys/class/net/${name}/carrier`,
      ]);
      if (flags === undefined || flags.error !== undefined || (Number(flags.data) & 1) === 0) return; // down or gone: shows no carrier
      if (carrier?.error === undefined && carrier?.data.trim() === wanted) return;
    }
    throw new Error(`${name} did not show carrier ${wanted} within ${CARRIER_TIMEOUT} ms`);
  }

  /** The interface the USB adapter has become; tests may have renamed it or given it another address since. */
  async #usbName(): Promise<string> {
    const path = await this.machine.agent.shell(
      'for net in /sys/bus/usb/devices/*/net/*; do [ ! -d $net ] || echo ${net##*/}; done',
    );
    return path.trim();
  }

  async #exists(name: string): Promise<boolean> {
    const [file] = await this.machine.agent.readFiles([`/sys/class/net/${name}/address`]);
    return file?.error === undefined;
  }

  async #until(what: string, condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const limit = Date.now() + timeoutMs;
    while (!(await condition())) if (Date.now() > limit) throw new Error(`waited ${timeoutMs} ms for ${what}`);
  }

  /** The last device outside the laptop that every frame of a path passes. */
  #port(path: PathName): { readonly netns: string; readonly device: string } {
    if (path === 'eth0' || path === 'eth1' || path === 'usb0') return { netns: 'switch', device: FAR_END[path] };
    return { netns: ACCESS_POINTS[path].netns, device: 'up0' };
  }

  /** netem works on what leaves a device. An access point's veth pair has one device per direction; a cable's far end needs an ifb for what comes in. */
  #shapeScript(path: PathName, netem: string): string {
    const { netns, device } = this.#port(path);
    const here = `tc -n ${netns} qdisc add dev ${device} root ${netem}`;
    if (netns !== 'switch') return `${here}; tc -n switch qdisc add dev p-${path} root ${netem}`;
    return [
      here,
      'modprobe ifb numifbs=0',
      `ip -n switch link add ifb-${device} type ifb`,
      `ip -n switch link set ifb-${device} up`,
      `tc -n switch qdisc add dev ifb-${device} root ${netem}`,
      `tc -n switch qdisc add dev ${device} clsact`,
      `tc -n switch filter add dev ${device} ingress matchall action mirred egress redirect dev ifb-${device}`,
    ].join('\n');
  }

  #unshapeScript(path: PathName): string {
    const { netns, device } = this.#port(path);
    const here = `tc -n ${netns} qdisc delete dev ${device} root`;
    if (netns !== 'switch') return `${here}; tc -n switch qdisc delete dev p-${path} root`;
    return `${here}; tc -n switch qdisc delete dev ${device} clsact; ip -n switch link delete ifb-${device}`;
  }
}
