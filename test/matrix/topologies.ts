import type { BondMode } from '../../helper/contract/bond-options.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { Peer, peerPorts, PEER_IP, type PeerLinks } from '../lab/peer.ts';
import { shapeStations, STATION_MAC } from '../lab/stations.ts';
import { INTERNET, PEER, ROUTER, type PathName } from '../lab/world.ts';
import { type Laptop, wifi } from '../system/laptop.ts';

/** Rate of every link in either direction. */
export const MBIT = 3;

type Ports = ProfileInput['ports'];
type Undo = () => Promise<void>;

/** A kind of links as the matrix measures it. */
export interface Topology {
  name: string;
  ports: Ports;
  ip?: ProfileInput['ip'];
  options?: ProfileInput['bond']['options'];
  hostToHost?: PeerLinks;
  /** Those that it is for, where it is not for all. */
  modes?: readonly BondMode[];
  /** Who is pinged, and to whom the streams go. */
  near: string;
  far: string;
  /** What must be there before the bond, for this mode. */
  prepare?: (laptop: Laptop, mode: BondMode) => Promise<Undo>;
  /** Until the far end is ready for the mode too, once the bond stands. */
  ready?: () => Promise<void>;
  /** Gives each link its rate, once the bond stands. */
  shape: (laptop: Laptop) => Promise<Undo>;
}

const inLan = { near: ROUTER.v4, far: INTERNET.v4 };

const paths =
  (...names: PathName[]) =>
  async (laptop: Laptop) => {
    for (const name of names) await laptop.lab.shape(name, { mbit: MBIT });
    return async () => {
      for (const name of names) await laptop.lab.unshape(name);
    };
  };

/** The other end bonds its ends in the same mode. */
function hostToHost(name: string, links: PeerLinks): Topology {
  let peer: Peer | null = null;
  return {
    name,
    ports: peerPorts(links),
    ip: PEER_IP,
    options: links === 'ad-hoc' ? { arp_ip_target: PEER.v4 } : {},
    hostToHost: links,
    near: PEER.v4,
    far: PEER.v4,
    prepare: async ({ lab }, mode) => {
      const started = await Peer.start(lab, links, mode);
      peer = started;
      return () => started.stop();
    },
    ready: async () => peer?.whole(),
    shape: async () => {
      await peer?.shape(MBIT);
      return async () => {}; // its ends go with it
    },
  };
}

export const TOPOLOGIES: Topology[] = [
  {
    ...inLan,
    name: 'cable + cable',
    ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
    shape: paths('eth0', 'eth1'),
  },
  {
    ...inLan,
    name: 'cable + cable, to a switch that speaks LACP',
    modes: ['802.3ad'],
    ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
    prepare: async ({ lab }) => {
      await lab.trunk('802.3ad');
      return () => lab.trunk(null);
    },
    shape: paths('eth0', 'eth1'),
  },
  {
    ...inLan,
    name: 'three cables',
    modes: ['balance-rr'],
    ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }, { adapter: 'usb0' }],
    prepare: async ({ lab }) => {
      // Once for all modes: the emulator's adapter hears nothing any more when it has been plugged in a second time.
      const there = await lab.exec(['test', '-e', '/sys/class/net/usb0']);
      if (there.code !== 0) await lab.plugUsbAdapter();
      return async () => {};
    },
    shape: paths('eth0', 'eth1', 'usb0'),
  },
  {
    ...inLan,
    name: 'cable + Wi-Fi',
    ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: wifi('open') }],
    shape: paths('eth0', 'open'),
  },
  {
    ...inLan,
    name: 'two Wi-Fi, one access point',
    ports: [
      { adapter: 'wlan0', wifi: wifi('open') },
      { adapter: 'wlan1', wifi: wifi('open') },
    ],
    shape: (laptop) => shapeStations(laptop.lab, 'open', Object.values(STATION_MAC), MBIT),
  },
  {
    ...inLan,
    name: 'two Wi-Fi, two access points',
    ports: [
      { adapter: 'wlan0', wifi: wifi('open') },
      { adapter: 'wlan1', wifi: wifi('attic') },
    ],
    shape: paths('open', 'attic'),
  },
  hostToHost('two Wi-Fi, four-address, host to host', 'four-address'),
  hostToHost('two Wi-Fi, ad-hoc, host to host', 'ad-hoc'),
];
