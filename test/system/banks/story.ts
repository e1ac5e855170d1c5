import { ROUTER } from '../../lab/world.ts';
import type { Laptop } from '../laptop.ts';

/*
 * What happens to cables and what must follow, told in one script in the guest: a program start from outside costs a
 * second in the emulator, and some of the banks' scenarios are hundreds of them.
 */
const WORDS = `
cut() { ip -n switch link set "far-$1" down; }
plug() { ip -n switch link set "far-$1" up; }
fail() { echo "$*; active: $(cat $B/active_slave), $(grep -H . /sys/class/net/dock*/bonding_slave/mii_status)"; exit 1; }
is() { # FILE VALUE
  tries=0
  until [ "$(cat "$1")" = "$2" ]; do
    tries=$((tries + 1)); [ $tries -lt 400 ] || fail "$1 does not become $2"
    sleep 0.05
  done
}
B=/sys/class/net/bond0/bonding
active() { is $B/active_slave "$1"; answers; }
port() { is "/sys/class/net/$1/bonding_slave/mii_status" "$2"; }
failures() { cat /sys/class/net/bond0/lower_*/bonding_slave/link_failure_count /sys/class/net/bond0/lower_*/bonding_slave/mii_status; }
answers() { # a packet may be lost with the port that goes, as the banks allow too
  for try in 1 2 3 4 5; do ! ping -q -c 1 -W 1 ${ROUTER.v4} >/dev/null || return 0; done
  fail 'the router is silent'
}
`;

/** @throws at the first thing that does not come about */
export async function story({ lab }: Laptop, script: string): Promise<string> {
  const { code, stdout, stderr, timedOut } = await lab.exec(['sh', '-c', WORDS + script], { timeoutMs: 240_000 });
  if (code === 0) return stdout;
  throw new Error(`${timedOut ? 'took too long: ' : ''}${stdout}${stderr}\nin the story:\n${script}`);
}
