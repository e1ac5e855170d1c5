import type { Lab } from './lab.ts';
import { queuePackets } from './queue.ts';
import { ACCESS_POINTS, type ApName } from './world.ts';

/** What the laptop's radios bear on the air, for access points to know them by. */
export const STATION_MAC = { wlan0: '02:00:00:00:00:00', wlan1: '02:00:00:00:01:00' } as const;

/**
 * Gives each station of an access point a rate of its own in both directions, as `shape` does for a whole path: the
 * virtual air has no limit that radios would share. A station is known by the address it bears on the air.
 */
export async function shapeStations(
  lab: Lab,
  ap: ApName,
  stations: readonly string[],
  mbit: number,
): Promise<() => Promise<void>> {
  const { netns } = ACCESS_POINTS[ap];
  const packets = queuePackets(mbit);
  const devices = [
    ['up0', 'src_mac'],
    ['radio0', 'dst_mac'],
  ] as const;
  const lines = devices.flatMap(([device, key]) => [
    `qdisc replace dev ${device} root handle 1: htb`,
    ...stations.flatMap((mac, index) => [
      `class add dev ${device} parent 1: classid 1:${index + 1} htb rate ${mbit}mbit quantum 3000`,
      `qdisc add dev ${device} parent 1:${index + 1} pfifo limit ${packets}`,
      `filter add dev ${device} parent 1: protocol all pref 1 flower ${key} ${mac} classid 1:${index + 1}`,
    ]),
  ]);
  await lab.run(['tc', '-n', netns, '-batch', '-'], { stdin: `${lines.join('\n')}\n` });
  return async () => {
    for (const [device] of devices) await lab.run(['tc', '-n', netns, 'qdisc', 'delete', 'dev', device, 'root']);
  };
}

/** The access point turns a station away until it is let in again; it is known by the address of its own. */
export async function turnAway(lab: Lab, ap: ApName, mac: string, away: boolean): Promise<void> {
  const { netns } = ACCESS_POINTS[ap];
  const control = (...words: string[]) =>
    lab.run(['ip', 'netns', 'exec', netns, 'hostapd_cli', '-p', `/run/lab/hostapd-${ap}`, ...words]);
  await control('deny_acl', away ? 'ADD_MAC' : 'DEL_MAC', mac);
  if (away) await control('deauthenticate', mac);
}
