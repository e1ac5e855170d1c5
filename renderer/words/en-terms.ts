/* Words for what the contract knows by code. Each table is complete, or does not compile. */

import type { Action, ErrorCode, HealthLevel, Interruption, Manager, PortRole, UnusableReason } from '../contract.ts';
import { named as n } from './named.ts';

type ByKind<K extends Action['kind']> = Extract<Action, { kind: K }>;
/** A sentence for each action there is: a new one does not compile until it has its words. */
export type ActionWords = { [K in Action['kind']]: (action: ByKind<K>) => string };

export const actions: ActionWords = {
  'load-module': () => 'Load the bonding driver',
  'create-bond': (a) => `Create the joined connection ${n(a.bond)}`,
  'mark-bond': (a) => (a.profile === '' ? `Give ${n(a.bond)} up` : `Note that ${n(a.bond)} runs ${n(a.profile)}`),
  'delete-bond': (a) => `Remove the joined connection ${n(a.bond)}`,
  'set-option': (a) => `Set ${a.option} of ${n(a.bond)} to ${a.value === '' ? 'nothing' : a.value}`,
  'set-port-option': (a) => `Set ${a.option} of ${n(a.port)} to ${a.value}`,
  'set-mtu': (a) => `Set the packet size of ${n(a.link)} to ${a.mtu}`,
  'set-mac': (a) => `Give ${n(a.link)} its hardware address ${a.mac}`,
  'set-up': (a) => (a.up ? `Turn ${n(a.link)} on` : `Turn ${n(a.link)} off`),
  'set-sysctl': (a) => `Set ${a.key} of ${n(a.link)} to ${a.value}`,
  join: (a) => `Join ${n(a.port)} to ${n(a.bond)}`,
  'move-port': (a) => `Move ${n(a.port)} into ${n(a.bond)}, and its connection with it`,
  leave: (a) => `Take ${n(a.port)} out of ${n(a.bond)}`,
  translate: (a) => `Let ${n(a.port)} keep its own address ${a.own} on the air, and translate it`,
  'set-four-address': (a) => `Switch four-address mode of ${n(a.port)}`,
  'stop-translating': (a) => `Stop translating addresses on ${n(a.port)}`,
  announce: (a) => `Tell the neighbours that ${n(a.bond)} is reached through ${n(a.port)}`,
  'clear-addresses': (a) => `Take the addresses off ${n(a.link)}`,
  'add-address': (a) => `Give ${n(a.link)} the address ${a.address.address}`,
  'remove-address': (a) => `Take ${a.address.address} off ${n(a.link)}`,
  'add-route': (a) => `Send ${destination(a.route.destination)} through ${n(a.route.gateway ?? a.route.link)}`,
  'remove-route': (a) => `Stop sending ${destination(a.route.destination)} through ${n(a.route.link)}`,
  associate: (a) => `Connect ${n(a.port)} to the Wi-Fi network ${n(a.wifi.ssid)}`,
  'restore-wifi': (a) => `Give ${n(a.port)} its earlier Wi-Fi networks back`,
  'take-over': (a) => `Take ${n(a.link)} over from NetworkManager`,
  'give-back': (a) => `Give ${n(a.link)} back to NetworkManager`,
  'hold-wifi': (a) =>
    a.ssid === null
      ? `Let NetworkManager keep ${n(a.port)} in a network that it knows`
      : `Let NetworkManager keep ${n(a.port)} in the Wi-Fi network ${n(a.ssid)}`,
  reconnect: (a) =>
    a.connection === null
      ? `Let NetworkManager disconnect ${n(a.link)} again`
      : `Let NetworkManager connect ${n(a.link)} as before`,
  introduce: (a) => `Show ${n(a.bond)} to NetworkManager`,
  present: (a) => `Tell NetworkManager the addresses of ${n(a.bond)}`,
  'start-dhcp': (a) => `Ask the network for an address for ${n(a.link)}`,
  'stop-dhcp': (a) => `Stop asking for addresses on ${n(a.link)}`,
  'set-dns': (a) => `Use the name servers ${a.servers.join(', ')}`,
  'restore-dns': () => 'Put the earlier name servers back',
  'wait-port': (a) => `Wait until ${n(a.port)} carries traffic`,
  'wait-lease': (a) => `Wait for an address for ${n(a.link)}`,
  'verify-ports': (a) => `Check that the gateway answers through each port of ${n(a.bond)}`,
  'verify-gateway': (a) => `Check that the gateway answers through ${n(a.bond)}`,
};

const destination = (text: string) => (text === 'default' ? 'everything else' : text);

export const errors: Record<ErrorCode, { title: string; advice: string }> = {
  usage: { title: 'That request did not fit', advice: 'This is a fault in Linkbraid. Please report it.' },
  'invalid-profile': { title: 'A value does not fit', advice: 'Correct it and try again.' },
  'not-found': { title: 'It is no longer there', advice: 'It may have been removed in the meantime.' },
  refused: { title: 'This cannot be done', advice: 'The reasons are below, each with what would mend it.' },
  busy: { title: 'Something else is under way', advice: 'Keep it or put it back first, then try again.' },
  moved: { title: 'The links changed meanwhile', advice: 'Look over the new plan and apply that one.' },
  'not-allowed': {
    title: 'You are not allowed to do this',
    advice: 'It takes an administrator of this computer.',
  },
  'no-helper': { title: 'The helper does not answer', advice: 'Linkbraid keeps trying to reach it.' },
  'version-mismatch': { title: 'App and helper do not match', advice: 'Install the same version of both.' },
  failed: { title: 'It did not work', advice: 'Everything is back as it was before.' },
  stuck: { title: 'Not everything could be put back', advice: 'What is left is named below.' },
  internal: { title: 'Something went wrong inside Linkbraid', advice: 'Please report it.' },
};

export const unusable: Record<UnusableReason, string> = {
  'in-other-bond': 'It already belongs to a joined connection that was not made by Linkbraid.',
  'in-bridge': 'It is part of a network bridge.',
  'managed-by-other': 'Another network manager would fight over it.',
  'rfkill-hard': 'A switch on this computer turns the radio off.',
  'rfkill-soft': 'The radio is turned off (airplane mode).',
  'not-station': 'It is working as an access point or monitor.',
};

export const roles: Record<PortRole, string> = {
  active: 'In use',
  backup: 'Standing by',
  joining: 'Joining',
  down: 'Lost',
};
export const health: Record<HealthLevel, string> = { good: 'Good', fair: 'Fair', poor: 'Poor', dead: 'No connection' };
export const managers: Record<Manager, string | null> = {
  none: null,
  linkbraid: null,
  networkmanager: 'NetworkManager',
  networkd: 'systemd-networkd',
  ifupdown: 'ifupdown',
  wpa_supplicant: 'wpa_supplicant',
  other: 'another program',
};
/** What the helper says of a port's health, by how it begins. */
export const reasons = {
  'no carrier': 'The cable is out, or the other end is off.',
  'not connected': 'It has lost its access point.',
  connecting: 'It is connecting.',
  'connected, but nobody answers through it': 'Connected, but nobody answers through it.',
  'connected, but nothing of the network': 'Connected, but nothing of the network arrives.',
  'many packets are lost': 'Many packets are lost.',
  'some packets are lost': 'Some packets are lost.',
  'the gateway answers very late': 'The router answers very late.',
  'the gateway answers late': 'The router answers late.',
  'the access point does not hear it well': 'The access point does not hear this adapter well.',
  'the air is crowded or the way far': 'The air is crowded, or the way is far.',
  'very weak signal': 'The signal is very weak.',
  'weak signal': 'The signal is weak.',
};
export const interrupts: Record<Interruption, string | null> = {
  nothing: null,
  blink: 'A blink',
  association: 'Wi-Fi reconnects',
  connection: 'Connections drop',
};
