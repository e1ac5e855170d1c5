import type { Manager } from '../contract/snapshot.ts';
import type { Machine } from '../plan/machine.ts';
import { readText } from '../kernel/sysfs.ts';

/** Which managers run now, by the names they own on the bus. Their files in /run stay behind when they end. */
export interface Running {
  networkManager: boolean;
  networkd: boolean;
}

/**
 * Who looks after each link, from the state files the managers keep: NetworkManager's `devices/IFINDEX`,
 * systemd-networkd's `links/IFINDEX` (ADMIN_STATE), ifupdown's `ifstate`.
 */
export function readManagers(
  links: readonly { name: string; index: number }[],
  running: Running,
  kept: Machine['kept'] = {},
): Map<string, Manager> {
  const ifupdown = ifupdownLinks(readText('/run/network/ifstate') ?? '');
  return new Map(
    links.flatMap(({ name, index }): [string, Manager][] => {
      // Asked, it knows at once; its files follow.
      const noted = () => /^managed=true$/m.test(readText(`/run/NetworkManager/devices/${index}`) ?? '');
      if (running.networkManager && (kept[name]?.managed ?? noted())) return [[name, 'networkmanager']];
      const networkd = readText(`/run/systemd/netif/links/${index}`) ?? '';
      if (running.networkd && /^ADMIN_STATE=(?!unmanaged|unknown)/m.test(networkd)) return [[name, 'networkd']];
      return ifupdown.has(name) ? [[name, 'ifupdown']] : [];
    }),
  );
}

/** Lines `PHYSICAL=LOGICAL` for what `ifup` brought up. */
export function ifupdownLinks(ifstate: string): Set<string> {
  return new Set(ifstate.split('\n').flatMap((line) => /^([^=\s]+)=/.exec(line)?.[1] ?? []));
}
