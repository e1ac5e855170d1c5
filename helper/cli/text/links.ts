import type { Adapter, AdapterKind, Manager, Port, WifiStatus } from '../../contract/snapshot.ts';
import { linkSpeed, signal } from './units.ts';

export const KINDS: Record<AdapterKind, string> = { ethernet: 'Ethernet', wifi: 'Wi-Fi', virtual: 'virtual' };

export const MANAGERS: Record<Manager, string> = {
  none: '',
  linkbraid: 'Linkbraid',
  networkmanager: 'NetworkManager',
  networkd: 'systemd-networkd',
  ifupdown: 'ifupdown',
  wpa_supplicant: 'wpa_supplicant',
  other: 'another program',
};

const WIFI_STATES: Record<WifiStatus['state'], string> = {
  off: 'radio off',
  disconnected: 'not joined',
  scanning: 'looking for networks',
  associating: 'joining',
  connected: 'joined',
};

/** What the link is doing, in a few words: "Home, -51 dBm", "no cable". */
export function linkState(link: Pick<Adapter | Port, 'kind' | 'carrier' | 'wifi'> & { up?: boolean }): string {
  if (link.up === false) return 'off';
  if (link.wifi) {
    if (link.wifi.state !== 'connected') return WIFI_STATES[link.wifi.state];
    return [link.wifi.ssid ?? 'joined', signal(link.wifi.signalDbm)].filter(Boolean).join(', ');
  }
  if (link.carrier === null) return '';
  if (link.kind !== 'ethernet') return link.carrier ? 'up' : 'down';
  return link.carrier ? 'cable in' : 'no cable';
}

/** The negotiated speed of a cable, or the present transmit rate of a radio. */
export function speedNow(link: Pick<Adapter | Port, 'speedMbps' | 'wifi'>): string {
  return linkSpeed(link.wifi ? link.wifi.txMbps : link.speedMbps);
}
