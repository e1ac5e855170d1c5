import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecResult } from '../lab/agent.ts';
import { Lab } from '../lab/lab.ts';
import { Machine } from '../lab/machine.ts';
import { captureState } from '../lab/state.ts';

/** What grows on it is the package's half gigabyte and the journal. */
const DISK_BYTES = 4 * 1024 ** 3;
/** apt and systemd in emulation take a minute for what takes seconds; a busy host takes several. */
const LONG = 500_000;
/** Where the shell of the person at the screen listens. */
const SEAT = '/tmp/ada.socket';

/** A Debian under systemd that nothing of this checkout was ever on, with a person at its screen and one elsewhere. */
export class Installed {
  private constructor(
    private readonly folder: string,
    private readonly disk: string,
    public lab: Lab,
  ) {}

  static async boot(): Promise<Installed> {
    const folder = mkdtempSync(join(tmpdir(), 'linkbraid-package-'));
    const disk = join(folder, 'disk');
    for (const command of [
      ['truncate', '--size', String(DISK_BYTES), disk],
      ['mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=1', disk],
    ]) {
      const made = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' });
      if (made.status !== 0) throw new Error(`${command.join(' ')}: ${made.stderr}`);
    }
    const installed = new Installed(folder, disk, await start(disk));
    await installed.people();
    return installed;
  }

  /** Off and on again, with the disk as it was left. */
  async reboot(): Promise<void> {
    await this.sh('systemctl reboot');
    await this.lab.machine.off();
    this.lab = await start(this.disk);
    await this.atSeat();
  }

  async stop(): Promise<void> {
    await this.lab.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As root; must succeed. */
  sh(script: string): Promise<string> {
    return this.lab.shell(script, { timeoutMs: LONG });
  }

  /** Logged in at the machine's own screen. */
  ada(command: string, stdin = ''): Promise<ExecResult> {
    // One shell for each connection, a child of the session's own: polkit asks systemd which session a process is of.
    const script = `${stdin === '' ? '' : `printf %s '${stdin}' | `}${command}; echo "exit:$?"`;
    return this.marked(['socat', '-t', '400', '-', `UNIX-CONNECT:${SEAT}`], script);
  }

  /** Not at the screen. */
  bob(command: string): Promise<ExecResult> {
    return this.marked(['runuser', '-u', 'bob', '--', 'sh'], `${command}; echo "exit:$?"`);
  }

  private async marked(argv: string[], script: string): Promise<ExecResult> {
    const result = await this.lab.exec(argv, { stdin: `exec 2>&1\n${script}\nexit\n`, timeoutMs: LONG });
    const [, stdout = '', code = ''] = /^(.*)exit:(\d+)\s*$/s.exec(result.stdout) ?? [];
    if (code === '') throw new Error(`no exit status from ${argv.join(' ')}: ${result.stdout}${result.stderr}`);
    return { ...result, stdout, code: Number(code) };
  }

  /** Waits for a shell condition; everything here is asked of programs, which take their time in emulation. */
  async until(what: string, condition: string, timeoutMs = 180_000): Promise<void> {
    const limit = Date.now() + timeoutMs;
    for (;;) {
      const { code, stdout, stderr } = await this.lab.exec(['sh', '-c', condition], { timeoutMs: LONG });
      if (code === 0) return;
      if (Date.now() > limit) {
        const journal = await this.lab.exec(['journalctl', '-b', '-n', '60', '--no-pager'], { timeoutMs: LONG });
        throw new Error(`${what} did not happen: ${stdout}${stderr}\n${journal.stdout}`);
      }
    }
  }

  /** Every file, user, group, unit that is on and rule, but not what any work, or Debian's daily round, leaves in logs, caches and backups. */
  async everything(): Promise<string[]> {
    const listing = await this.sh(`
find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /linkbraid -o -path /home \\
  -o -path /var/log -o -path /var/cache -o -path /var/backups -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/lib/systemd -o -path /root \\) -prune -o -print
find /run -xdev \\( -path /run/systemd -o -path /run/udev -o -path /run/log -o -path /run/user -o -path /run/lab -o -path /run/wpa_supplicant \\) -prune -o -print
getent passwd; getent group; systemctl list-unit-files --no-legend --no-pager; ls /sys/class/net`);
    return [...new Set(listing.split('\n'))].filter((line) => line !== '' && !OF_NO_ACCOUNT.test(line)).sort();
  }

  private async people(): Promise<void> {
    await this.sh(`
useradd --create-home --shell /bin/bash ada
useradd --create-home --shell /bin/bash bob
mkdir -p /etc/systemd/system/getty@tty1.service.d
printf '[Service]\\nExecStart=\\nExecStart=-/sbin/agetty --autologin ada --noclear tty1 linux\\n' \\
  >/etc/systemd/system/getty@tty1.service.d/autologin.conf
printf 'exec socat -t 400 UNIX-LISTEN:${SEAT},fork,unlink-early EXEC:/bin/sh\\n' >/home/ada/.bash_profile
chown ada: /home/ada/.bash_profile
systemctl daemon-reload
systemctl restart getty@tty1.service`);
    await this.atSeat();
  }

  private async atSeat(): Promise<void> {
    await this.until(
      'ada sits at the screen',
      `[ -S ${SEAT} ] && loginctl list-sessions --no-legend | grep -q 'ada *seat0'`,
    );
  }
}

/** Made anew by the system itself at any time; and the driver that was loaded, which nobody takes out of a running kernel. */
const OF_NO_ACCOUNT =
  /\.dpkg-|\/ld\.so\.cache$|\/\.pwd\.lock$|(passwd|group|shadow)-$|\/mandb|\/polkit-1\/localauthority|icon-theme\.cache$|mimeinfo\.cache$|\/__pycache__|\/systemd-private-|^bonding_masters$/;

async function start(disk: string): Promise<Lab> {
  const machine = await Machine.boot({
    kind: 'installed',
    disk,
    memoryMb: 2048,
    log: (line) => console.log(`lab: ${line}`),
  });
  return new Lab(machine, (await captureState(machine.agent)).state);
}
