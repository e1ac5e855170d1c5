import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabImage } from './image.ts';
import { FAR_END, MACS, type CableName } from './world.ts';

/** The checkout this lab belongs to. */
export const CHECKOUT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Fixed PCI places, so that an adapter that is plugged in again comes back where it was. */
const SLOT: Readonly<Record<string, string>> = { eth0: '10', eth1: '11', sw0: '12', sw1: '13', sw2: '14', mgmt: '15' };

/** Number of the QEMU hub that is the cable between an adapter and the switch. */
const HUB: Readonly<Record<CableName | 'usb0', number>> = { eth0: 0, eth1: 1, usb0: 2 };

/** A node_modules that is a link to somewhere outside the checkout: the guest needs that place too. */
export function outsideModules(): string {
  const folder = join(CHECKOUT, 'node_modules');
  if (!existsSync(folder) || !lstatSync(folder).isSymbolicLink()) return '';
  const real = realpathSync(folder);
  return relative(CHECKOUT, real).startsWith('..') ? real : '';
}

/** `device_add` arguments of an Ethernet adapter of the laptop. */
export function adapter(name: CableName): Readonly<Record<string, string | number>> {
  return {
    driver: 'virtio-net-pci',
    id: name,
    netdev: `cable-${name}`,
    mac: MACS[name],
    bus: 'pci.0',
    addr: SLOT[name] ?? '',
    speed: 1000,
    duplex: 'full',
  };
}

/** `device_add` arguments of the USB adapter. */
export function usbAdapter(): Readonly<Record<string, string | number>> {
  return { driver: 'usb-net', id: 'usb0', netdev: 'cable-usb0', mac: MACS.usb0, bus: 'xhci.0' };
}

/**
 * The emulated processor's clock is the host's own counter. Its speed is told to the guest, because a guest that
 * measures it on a busy host can be wrong by far, and then all its timers are. Where it is not known the guest
 * measures, and watches its result.
 */
function clock(): string[] {
  const info = readFileSync('/proc/cpuinfo', 'utf8');
  const bogomips = /^bogomips\s*:\s*([\d.]+)$/m.exec(info)?.[1];
  if (bogomips === undefined || !/^flags\s*:.* constant_tsc /m.test(info)) return [];
  return ['tsc=reliable', `tsc_early_khz=${Math.round(Number(bogomips) * 500)}`];
}

const KERNEL_WORDS = [
  'console=ttyS0',
  'quiet',
  'loglevel=4',
  'net.ifnames=0',
  'mitigations=off',
  'nokaslr',
  'rcupdate.rcu_expedited=1', // making and removing links waits less
  'panic=-1', // a panic ends QEMU, which says more than a silence
];

export interface QemuOptions {
  readonly image: LabImage;
  readonly node: string;
  readonly initrd: string;
  readonly console: string;
  readonly memoryMb: number;
  readonly disk?: string | undefined;
}

/** The whole command line, from `setpriv` on: the kernel kills QEMU when the thread that started it ends, however it ends. */
export function qemuCommand(options: QemuOptions): string[] {
  // Hardware help is off unless asked for: where /dev/kvm exists it need not boot a stock kernel.
  const accel = process.env.LINKBRAID_LAB_ACCEL ?? 'tcg,thread=multi';
  const modules = outsideModules();
  const share = (path: string, tag: string): string[] => [
    '-virtfs',
    `local,path=${path.replaceAll(',', ',,')},mount_tag=${tag},security_model=none,readonly=on,multidevs=remap`,
  ];
  const drive = (id: string, file: string, readonly = 'on'): string[] => [
    '-drive',
    `if=none,id=${id},format=raw,readonly=${readonly},file=${file.replaceAll(',', ',,')}`,
    '-device',
    `virtio-blk-pci,drive=${id}`,
  ];
  const nic = (args: Readonly<Record<string, string | number>>): string[] => [
    '-device',
    Object.entries(args)
      .map(([key, value]) => (key === 'driver' ? String(value) : `${key}=${value}`))
      .join(','),
  ];
  const farEnd = (name: CableName | 'usb0'): string[] => [
    ...['-netdev', `hubport,id=cable-${name},hubid=${HUB[name]}`],
    ...['-netdev', `hubport,id=far-${name},hubid=${HUB[name]}`],
    ...[
      '-device',
      `virtio-net-pci,id=${FAR_END[name]},netdev=far-${name},mac=${MACS[FAR_END[name]]},addr=${SLOT[FAR_END[name]]},speed=1000,duplex=full`,
    ],
  ];
  return [
    ...['setpriv', '--pdeathsig', 'SIGKILL', 'qemu-system-x86_64'],
    ...[
      '-machine',
      'pc,usb=off,vmport=off',
      '-accel',
      accel,
      '-cpu',
      'max,la57=off',
      '-smp',
      '2',
      '-m',
      String(options.memoryMb),
    ],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-rtc', 'base=utc'],
    ...['-qmp', 'stdio', '-serial', `file:${options.console}`],
    ...['-kernel', options.image.kernel, '-initrd', options.initrd],
    ...['-append', [...KERNEL_WORDS, ...clock()].join(' ')],
    ...drive('root', options.image.root),
    ...drive('node', options.node),
    ...(options.disk === undefined ? [] : drive('disk', options.disk, 'off')),
    ...['-device', 'virtio-rng-pci', '-device', 'qemu-xhci,id=xhci'],
    ...share(CHECKOUT, 'linkbraid'),
    ...(modules === '' ? [] : share(modules, 'modules')),
    ...(['eth0', 'eth1', 'usb0'] as const).flatMap(farEnd),
    ...nic(adapter('eth0')),
    ...nic(adapter('eth1')),
    // Port 0: the system picks a free one, so that machines can run side by side.
    ...['-netdev', 'user,id=mgmt,restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:0-10.0.2.15:7777'],
    ...['-device', `virtio-net-pci,id=mgmt,netdev=mgmt,mac=${MACS.mgmt},addr=${SLOT.mgmt}`],
  ];
}
