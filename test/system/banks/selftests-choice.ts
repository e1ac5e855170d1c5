import { describe, expect, it } from 'vitest';
import { ROUTER } from '../../lab/world.ts';
import { ADDRESS, DOCKS, bringUp, eachLeadsHome, laptop, profile, sysfs, variations } from './bench.ts';
import { story } from './story.ts';

/*
 * Which port the driver chooses, and what it says about it on the wire: option_prio.sh and bond_options.sh of the
 * kernel's bonding selftests, through our own profiles and commands.
 */
const MII = { miimon: 50 };
const ARP = { arp_interval: 200, arp_ip_target: ROUTER.v4 };
/**
 * A guest that has to wait for its processor answers late. Here that must not count as a dead path, and the interval that
 * a waiting port holds out longer than the active one, whose questions are all it hears, must not drown in it.
 */
const PATIENT = { arp_interval: 1000, arp_missed_max: 4 };
const NS = { arp_interval: 200, ns_ip6_target: ROUTER.v6 };

const ranked = (prios: readonly [number, number, number]) =>
  DOCKS.map((adapter, index) => ({ adapter, options: { prio: prios[index] ?? 0 } }));

async function prios(): Promise<(number | undefined)[]> {
  const links = JSON.parse(await laptop.lab.run(['ip', '-d', '-j', 'link', 'show', 'master', 'bond0'])) as {
    ifname: string;
    linkinfo: { info_slave_data: { prio: number } };
  }[];
  return DOCKS.map((dock) => links.find(({ ifname }) => ifname === dock)?.linkinfo.info_slave_data.prio);
}

/** While the active port is silent the waiting ones hear nothing either: they may need a moment to count as up again. */
const ALL_UP = 'port dock0 up; port dock1 up; port dock2 up';

/** The primary is dock1, dock2 has the highest rank, dock0 the lowest. */
const CHOICES = {
  always: `active dock1; cut dock1; active dock2; cut dock2; active dock0
    plug dock2; port dock2 up; active dock2
    plug dock1; port dock1 up; active dock1`,
  better: `active dock1; cut dock1; active dock2; cut dock2; active dock0
    plug dock2; port dock2 up; active dock0
    plug dock1; port dock1 up; active dock0`,
  failure: `active dock1; cut dock1; active dock2; cut dock2; active dock0
    plug dock2; port dock2 up; active dock0
    plug dock1; port dock1 up; active dock0
    cut dock0; active dock1
    plug dock0; port dock0 up; active dock1`,
};

/** A port that hears no true answer is given up within four intervals; all must hold out for ten, as often as it takes. */
const STEADY = `
for turn in 1 2 3 4 5 6 7 8; do
  before=$(failures)
  ping -q -c 11 -i 0.2 -W 2 ${ROUTER.v4} >/dev/null || fail 'the router is silent'
  case "$before" in *down*) continue;; esac
  [ "$before" != "$(failures)" ] || exit 0
done
fail "does not come to rest: $(failures)"`;

/** Counts the bond's gratuitous ARP where the cable ends that takes over, until a second has brought none. */
function announcements(from: string, to: string, count: number): string {
  const filter = `arp and arp[6:2] = 1 and arp src host ${ADDRESS.v4} and arp dst host ${ADDRESS.v4}`;
  return `
ip netns exec switch tcpdump -n -l -i far-${to} -Q in '${filter}' >/run/seen 2>/run/said &
watch=$!
tries=0
until grep -q listening /run/said; do tries=$((tries + 1)); [ $tries -lt 200 ] || fail 'no capture'; sleep 0.05; done
seen() { wc -l </run/seen; }
cut ${from}; active ${to}
tries=0
until [ $(seen) -ge ${count - 2} ]; do tries=$((tries + 1)); [ $tries -lt 400 ] || fail "$(seen) of ${count}"; sleep 0.05; done
until last=$(seen); sleep 1; [ $(seen) = $last ]; do :; done
kill $watch; wait $watch
plug ${from}; port ${from} up
seen`;
}

export function choices(): void {
  eachLeadsHome();

  describe('option_prio', () => {
    it.each(
      variations(
        [
          ['active-backup miimon', 'active-backup', MII],
          ['balance-tlb miimon', 'balance-tlb', MII],
          ['balance-alb miimon', 'balance-alb', MII],
          ['active-backup arp_ip_target', 'active-backup', { ...ARP, ...PATIENT }],
          ['active-backup ns_ip6_target', 'active-backup', { ...NS, ...PATIENT }],
        ] as const,
        1,
      ),
    )('prio: %s, primary_reselect 0 to 2', async (_name, mode, monitor) => {
      const options = { ...monitor, primary: 'dock1' };
      await bringUp(laptop, profile(mode, ranked([0, 10, 11]), options));
      expect(await prios()).toEqual([0, 10, 11]);
      for (const reselect of ['failure', 'better', 'always'] as const) {
        await laptop.ok(['set', 'bond0', `primary_reselect=${reselect}`]);
        await story(laptop, `${ALL_UP}; ${CHOICES[reselect]}`);
        if (reselect === 'better') await laptop.ok(['set', 'bond0', 'primary_reselect=always']);
      }
      await bringUp(laptop, profile(mode, ranked([1_000_000, 0, -50]), options));
      expect(await prios()).toEqual([1_000_000, 0, -50]);
      await story(laptop, `${ALL_UP}; active dock1; cut dock1; active dock0`);
    });
  });

  describe('bond_options', () => {
    it.each(
      variations(
        [
          ['arp_ip_target', ARP],
          ['ns_ip6_target', NS],
        ] as const,
        1,
      ),
    )('arp_validate: active-backup %s, 0 to 6', async (_name, monitor) => {
      await bringUp(laptop, profile('active-backup', DOCKS, { ...monitor, arp_validate: 'all', primary: '' }));
      const names = ['none', 'active', 'backup', 'all', 'filter', 'filter_active', 'filter_backup'];
      for (const value of variations([0, 3, 6, 1, 2, 4, 5], 3)) {
        await laptop.ok(['set', 'bond0', `arp_validate=${value}`]);
        expect(await sysfs(laptop, 'arp_validate')).toBe(`${names[value]} ${value}`);
        await story(laptop, STEADY);
      }
      // The link stays up and nothing comes through it any more: what this monitor is for.
      await laptop.ok(['set', 'bond0', 'arp_validate=all', 'primary=dock0']);
      await story(laptop, 'active dock0; ip -n switch link set far-dock0 nomaster; port dock0 down; answers');
    });

    it('num_grat_arp: active-backup miimon, 10, 20, 30 and 50', async () => {
      const options = { miimon: 50, peer_notif_delay: 100, primary_reselect: 'failure' };
      await bringUp(laptop, profile('active-backup', ['dock0', 'dock1'], options));
      let [active, other]: ['dock0' | 'dock1', 'dock0' | 'dock1'] = ['dock0', 'dock1'];
      await story(laptop, 'port dock0 up; port dock1 up');
      for (const count of variations([10, 50, 20, 30], 1)) {
        await laptop.ok(['set', 'bond0', `num_grat_arp=${count}`]);
        const seen = await story(laptop, announcements(active, other, count));
        // The driver counts and sends under two tries for one lock: whoever else looks at links costs or adds one.
        expect(Math.abs(Number(seen) - count), `${seen} of ${count}`).toBeLessThanOrEqual(2);
        [active, other] = [other, active];
      }
    });

    it('bond_lacp_prio: this kernel has it not, and it is refused by name', async () => {
      const ports = [{ adapter: 'dock0', options: { actor_port_prio: 1000 } }, { adapter: 'dock1' }];
      const up = await laptop.up(profile('802.3ad', ports, { ad_select: 'actor_port_prio' }));
      expect(up.code).toBe(3);
      const text = JSON.stringify(up.json);
      expect(text).toContain('bond.options.ad_select');
      expect(text).toContain('ports[0].options.actor_port_prio');
      expect(text).toContain('6.18');
    });
  });
}
