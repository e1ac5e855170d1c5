import type { Finding } from '../contract/wire.ts';

/** What was read from the machine, before any judgement. */
export interface MachineFacts {
  /** `uname -r` */
  kernel: string;
  /** Node's name of the processor, e.g. `x64`. */
  processor: string;
  /** ID and ID_LIKE of os-release. */
  distribution: string[];
  bonding: 'loaded' | 'available' | 'missing';
  /** Bonds without ports that are down. */
  emptyBonds: string[];
  adapters: { name: string; wifi: boolean }[];
  radioSwitches: { name: string; soft: boolean; hard: boolean }[];
  /** Country code, `00` when none is set, null when it cannot be told. */
  regulatoryDomain: string | null;
  /** Names of those that run, of the programs asked about. */
  running: string[];
  /** Names of those installed, of the programs asked about. */
  installed: string[];
  systemBus: boolean;
  /** Adapters that /etc/network/interfaces configures. */
  ifupdown: string[];
  resolver: 'file' | 'systemd-resolved' | 'resolvconf' | 'networkmanager' | 'missing';
}

type Judge = (facts: MachineFacts) => Finding | Finding[];

/** Every check in the order of the report, also those with nothing to complain about. */
export function judgeMachine(facts: MachineFacts): Finding[] {
  return JUDGES.flatMap((judge) => judge(facts));
}

const ok = (check: string, says: string): Finding => ({ check, level: 'ok', says, mend: null });
const note = (check: string, says: string, mend: string | null): Finding => ({ check, level: 'note', says, mend });
const problem = (check: string, says: string, mend: string): Finding => ({ check, level: 'problem', says, mend });

const bondingDriver: Judge = (facts) => {
  if (facts.bonding === 'loaded') return ok('bonding', 'The bonding driver is loaded.');
  if (facts.bonding === 'available')
    return ok('bonding', 'The bonding driver is there and will be loaded when needed.');
  return problem(
    'bonding',
    `The running kernel (${facts.kernel}) has no bonding driver.`,
    `${install(facts, kernelPackages(facts))}, then restart into that kernel`,
  );
};

const strayBonds: Judge = ({ emptyBonds }) =>
  emptyBonds.map((name) =>
    note(
      'stray-bond',
      `${name} is an empty bond, as the driver makes one when it is loaded by hand.`,
      `sudo ip link delete ${name}`,
    ),
  );

const adapterCount: Judge = ({ adapters }) => {
  const names = adapters.map(({ name }) => name).join(', ');
  if (adapters.length >= 2) return ok('adapters', `There are ${adapters.length} adapters: ${names}.`);
  const says = adapters.length === 0 ? 'There are no network adapters.' : `There is only one adapter: ${names}.`;
  return note('adapters', says, 'a bond is worth having with two: plug in a dock or a USB adapter');
};

const radios: Judge = ({ radioSwitches }) =>
  radioSwitches.flatMap(({ name, soft, hard }) => {
    if (hard) {
      return problem(
        'rfkill',
        `The radio ${name} is turned off by a switch or key on the machine.`,
        'turn it on there, or in the firmware setup',
      );
    }
    return soft ? problem('rfkill', `The radio ${name} is turned off.`, 'sudo rfkill unblock wifi') : [];
  });

const regulatory: Judge = (facts) => {
  if (!hasWifi(facts) || facts.regulatoryDomain === null) return [];
  if (facts.regulatoryDomain !== '00') {
    return ok('regulatory-domain', `Wi-Fi follows the rules of ${facts.regulatoryDomain}.`);
  }
  return note(
    'regulatory-domain',
    'No country is set for Wi-Fi, so some 5 and 6 GHz networks cannot be seen or joined.',
    'sudo iw reg set COUNTRY, with your two-letter country code',
  );
};

const supplicant: Judge = (facts) => {
  if (!hasWifi(facts)) return [];
  const findings: Finding[] = [];
  if (facts.running.includes('wpa_supplicant')) findings.push(ok('wpa-supplicant', 'wpa_supplicant is running.'));
  else if (facts.installed.includes('wpa_supplicant')) {
    findings.push(ok('wpa-supplicant', 'wpa_supplicant is installed.'));
  } else {
    findings.push(
      problem('wpa-supplicant', 'Wi-Fi cannot be joined without wpa_supplicant.', install(facts, WPA_SUPPLICANT)),
    );
  }
  if (!facts.systemBus) {
    findings.push(
      problem(
        'd-bus',
        'wpa_supplicant is reached over the D-Bus system bus, which is not running.',
        install(facts, DBUS),
      ),
    );
  }
  return findings;
};

const dhcpClient: Judge = (facts) => {
  const found = ['dhclient', 'udhcpc'].find((name) => facts.installed.includes(name));
  if (found) return ok('dhcp-client', `${found} gets addresses by DHCP.`);
  return problem(
    'dhcp-client',
    'There is no DHCP client: a bond gets no IPv4 address by itself.',
    `${install(facts, DHCP_CLIENT)}, or give the profile static addresses`,
  );
};

const MANAGERS: readonly (readonly [string, string, string])[] = [
  ['NetworkManager', 'NetworkManager', 'nmcli device set ADAPTER managed no'],
  ['systemd-networkd', 'systemd-networkd', 'take ADAPTER out of the files in /etc/systemd/network'],
  ['dhcpcd', 'dhcpcd', 'add "denyinterfaces ADAPTER" to /etc/dhcpcd.conf'],
  ['connmand', 'ConnMan', 'add ADAPTER to NetworkInterfaceBlacklist in /etc/connman/main.conf'],
  ['wickedd', 'wicked', 'remove /etc/sysconfig/network/ifcfg-ADAPTER'],
];

const otherManagers: Judge = ({ running, ifupdown }) => {
  const findings = MANAGERS.filter(([process]) => running.includes(process)).map(([, name, mend]) =>
    note('other-manager', `${name} is running and may look after the same adapters.`, `if it gets in the way: ${mend}`),
  );
  if (ifupdown.length > 0) {
    const names = ifupdown.join(', ');
    const says = `/etc/network/interfaces configures ${names}.`;
    findings.push(note('other-manager', says, 'if it gets in the way: take the adapter out of that file'));
  }
  return findings.length > 0 ? findings : ok('other-manager', 'No other network manager is running.');
};

const RESOLVERS: Record<MachineFacts['resolver'], string> = {
  file: 'Name servers stand in /etc/resolv.conf, a plain file.',
  'systemd-resolved': 'systemd-resolved looks after name servers.',
  resolvconf: 'resolvconf looks after name servers.',
  networkmanager: 'NetworkManager looks after name servers.',
  missing: 'There is no /etc/resolv.conf: names cannot be looked up.',
};

const resolver: Judge = ({ resolver: kind }) =>
  kind === 'missing'
    ? note('resolver', RESOLVERS[kind], 'sudo touch /etc/resolv.conf')
    : ok('resolver', RESOLVERS[kind]);

const JUDGES: readonly Judge[] = [
  bondingDriver,
  strayBonds,
  adapterCount,
  radios,
  regulatory,
  supplicant,
  dhcpClient,
  otherManagers,
  resolver,
];

/** The programs that `running` and `installed` are about. */
export const PROGRAMS_OF_INTEREST = ['wpa_supplicant', 'dhclient', 'udhcpc', ...MANAGERS.map(([process]) => process)];

function hasWifi({ adapters }: MachineFacts): boolean {
  return adapters.some(({ wifi }) => wifi);
}

/** Package names by family of distributions. */
type Packages = Record<'debian' | 'fedora' | 'arch' | 'suse', string>;

const WPA_SUPPLICANT: Packages = {
  debian: 'wpasupplicant',
  fedora: 'wpa_supplicant',
  arch: 'wpa_supplicant',
  suse: 'wpa_supplicant',
};
const DBUS: Packages = { debian: 'dbus', fedora: 'dbus-daemon', arch: 'dbus', suse: 'dbus-1' };
const DHCP_CLIENT: Packages = {
  debian: 'isc-dhcp-client',
  fedora: 'dhcp-client',
  arch: 'dhclient',
  suse: 'dhcp-client',
};

/** Debian names its kernels by its own names of processors. */
const DEBIAN_KERNELS: Record<string, string> = { x64: 'amd64', arm64: 'arm64', arm: 'armmp', ia32: '686-pae' };

function kernelPackages({ processor, distribution, kernel }: MachineFacts): Packages {
  const debian = distribution.includes('ubuntu')
    ? `linux-modules-${kernel}`
    : `linux-image-${DEBIAN_KERNELS[processor] ?? processor}`;
  return { debian, fedora: 'kernel-modules', arch: 'linux', suse: 'kernel-default' };
}

function install({ distribution }: MachineFacts, packages: Packages): string {
  if (distribution.includes('debian') || distribution.includes('ubuntu')) return `sudo apt install ${packages.debian}`;
  if (distribution.includes('fedora')) return `sudo dnf install ${packages.fedora}`;
  if (distribution.includes('arch')) return `sudo pacman -S ${packages.arch}`;
  if (distribution.includes('suse')) return `sudo zypper install ${packages.suse}`;
  return `install ${packages.debian}, or what your distribution calls it`;
}
