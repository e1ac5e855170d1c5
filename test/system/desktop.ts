import type { Lab, LaptopState } from '../lab/lab.ts';
import { ACCESS_POINTS, INTERNET } from '../lab/world.ts';
import { Laptop } from './laptop.ts';

/** A radio that looks around bears made-up addresses, which would pass for differences. */
const CONFIG = `[main]
plugins=keyfile
no-auto-default=*
[device]
wifi.scan-rand-mac-address=no
[connectivity]
uri=http://${INTERNET.v4}/index.html
interval=20
response=NetworkManager is online
`;

/**
 * What is NetworkManager's own business with its supplicant: two words for a radio without a network, before its first one
 * and after; and the list of networks, in which one that was killed leaves its entries behind.
 */
const ITS_OWN = /wpa_state=(DISCONNECTED|INACTIVE)|supplicant: "\S+ network \d/;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function savedWifi(name: string, ap: 'home' | 'office', more: string): string {
  const { ssid, passphrase, security } = ACCESS_POINTS[ap];
  const key = security === 'wpa3' ? 'sae' : 'wpa-psk';
  return `nmcli connection add type wifi con-name ${name} ssid ${quoted(ssid)} wifi-sec.key-mgmt ${key} wifi-sec.psk ${quoted(passphrase)} ${more}`;
}

/** The laptop as most people have it: NetworkManager has the adapters, and knows two Wi-Fi networks. */
export class Desktop {
  private constructor(
    readonly laptop: Laptop,
    readonly before: LaptopState,
    readonly connections: string,
  ) {}

  static async boot(): Promise<Desktop> {
    const laptop = await Laptop.boot({ kind: 'desktop' });
    const { lab } = laptop;
    await lab.shell(`
mkdir -p /srv/www; echo 'NetworkManager is online' >/srv/www/index.html`);
    await lab.start(['busybox', 'httpd', '-f', '-p', `${INTERNET.v4}:80`, '-h', '/srv/www'], { netns: 'internet' });
    await lab.writeFile('/etc/NetworkManager/NetworkManager.conf', CONFIG);
    await startNetworkManager(lab);
    await lab.shell(`
nmcli connection add type ethernet con-name Dock ifname eth0 autoconnect yes
${savedWifi('Home', 'home', 'ifname wlan0')}
${savedWifi('Office', 'office', 'autoconnect no')}
nmcli --wait 60 connection up Dock
nmcli --wait 60 connection up Home ifname wlan0 || nmcli --wait 60 connection up Home ifname wlan0`);
    await untilShell(
      lab,
      'both have IPv6 addresses',
      `[ $(ip -6 address show scope global -tentative | grep -c inet6) = 2 ]`,
    );
    await untilShell(lab, 'it is online', `[ "$(nmcli networking connectivity check)" = full ]`);
    return new Desktop(laptop, await lab.settle(60_000), await connectionsOf(lab));
  }

  /** What it says of itself, its connections and the bond. */
  async view(): Promise<{ general: string; bond: string; connections: string }> {
    const text = await this.laptop.lab.shell(`
nmcli -t -f STATE,CONNECTIVITY general; echo ==
nmcli -t -f DEVICE,TYPE,STATE,CONNECTION device | grep ^bond0: || true; echo ==
nmcli -t -f NAME,UUID,TYPE,DEVICE connection show | sort`);
    const [general = '', bond = '', connections = ''] = text.split('==\n').map((part) => part.trim());
    return { general, bond, connections };
  }

  async untilView(what: string, judge: (view: Awaited<ReturnType<Desktop['view']>>) => boolean): Promise<void> {
    const limit = Date.now() + 60_000;
    for (;;) {
      const view = await this.view();
      if (judge(view)) return;
      if (Date.now() > limit) {
        const all = await this.laptop.lab.exec(['sh', '-c', 'nmcli device show bond0; ip address; ip route']);
        throw new Error(`${what}: ${JSON.stringify(view, null, 1)}\n${all.stdout}${all.stderr}`);
      }
    }
  }

  /** What is not as it was, of links, addresses and routes as of NetworkManager's own. */
  async differences(): Promise<string[]> {
    const all = await this.laptop.differences(this.before, 60_000);
    const left = all.filter((line) => !ITS_OWN.test(line));
    const now = await connectionsOf(this.laptop.lab);
    return now === this.connections ? left : [...left, `connections: ${this.connections} became ${now}`];
  }
}

export async function startNetworkManager(lab: Lab): Promise<void> {
  await lab.start(['sh', '-c', 'exec NetworkManager --debug >>/tmp/nm.log 2>&1']);
  await untilShell(lab, 'NetworkManager runs', 'nmcli general');
}

async function connectionsOf(lab: Lab): Promise<string> {
  return lab.shell('nmcli -t -f NAME,UUID,TYPE,DEVICE,ACTIVE connection show | sort');
}

async function untilShell(lab: Lab, what: string, condition: string): Promise<void> {
  const limit = Date.now() + 90_000;
  for (;;) {
    const { code, stdout, stderr } = await lab.exec(['sh', '-c', condition]);
    if (code === 0) return;
    if (Date.now() > limit) {
      const all = await lab.exec(['sh', '-c', 'nmcli device; nmcli connection; ip address']);
      throw new Error(`${what}: did not happen: ${stdout}${stderr}\n${all.stdout}${all.stderr}`);
    }
  }
}
