import type { Action, Interruption } from '../contract/plan.ts';

/** One English sentence per action. The window has its own table for other languages, by `action.kind`. */
export function says(action: Action): string {
  switch (action.kind) {
    case 'load-module':
      return 'Load the bonding driver';
    case 'create-bond':
      return `Create ${action.bond} in mode ${action.mode}`;
    case 'mark-bond':
      return action.profile === '' ? `Give ${action.bond} up` : `Mark ${action.bond} as “${action.profile}”`;
    case 'delete-bond':
      return `Remove ${action.bond}`;
    case 'set-option':
      return `Set ${action.option} of ${action.bond} to ${action.value === '' ? '(none)' : action.value}`;
    case 'set-port-option':
      return `Set ${action.option} of ${action.port} to ${action.value}`;
    case 'set-mtu':
      return `Set the MTU of ${action.link} to ${action.mtu}`;
    case 'set-mac':
      return `Give ${action.link} its address ${action.mac}`;
    case 'set-up':
      return action.up ? `Bring ${action.link} up` : `Take ${action.link} down`;
    case 'set-sysctl':
      return `Set ${action.key} of ${action.link} to ${action.value}`;
    case 'join':
      return `Join ${action.port} to ${action.bond}`;
    case 'move-port':
      return `Move ${action.port} into ${action.bond}, and its connection with it`;
    case 'leave':
      return `Take ${action.port} out of ${action.bond}`;
    case 'translate':
      return `Let ${action.port} keep its own address ${action.own} on the air, and translate it to that of the bond`;
    case 'stop-translating':
      return `Stop translating addresses on ${action.port}`;
    case 'set-four-address':
      return action.on ? `Put ${action.port} into four-address mode` : `End four-address mode on ${action.port}`;
    case 'announce':
      return `Tell the neighbours that ${action.bond} is reached through ${action.port}`;
    case 'clear-addresses':
      return `Take the addresses off ${action.link}`;
    case 'add-address':
      return `Give ${action.link} the address ${action.address.address}`;
    case 'remove-address':
      return `Take ${action.address.address} off ${action.link}`;
    case 'add-route':
      return `Route ${action.route.destination} through ${action.route.gateway ?? action.route.link}`;
    case 'remove-route':
      return `Remove the route for ${action.route.destination} through ${action.route.link}`;
    case 'associate':
      return `Connect ${action.port} to the network “${printable(action.wifi.ssid)}”`;
    case 'restore-wifi':
      return `Give ${action.port} its earlier Wi-Fi networks back`;
    case 'take-over':
      return `Take ${action.link} over from NetworkManager`;
    case 'give-back':
      return `Give ${action.link} back to NetworkManager`;
    case 'hold-wifi':
      return action.ssid === null
        ? `Let NetworkManager keep ${action.port} in a network that it knows`
        : `Let NetworkManager keep ${action.port} in the network “${printable(action.ssid)}”`;
    case 'reconnect':
      return action.connection === null
        ? `Let NetworkManager disconnect ${action.link} again`
        : `Let NetworkManager connect ${action.link} as before`;
    case 'introduce':
      return `Show ${action.bond} to NetworkManager`;
    case 'present':
      return `Tell NetworkManager the addresses of ${action.bond}`;
    case 'start-dhcp':
      return `Ask for an address on ${action.link} (DHCP)`;
    case 'stop-dhcp':
      return `Stop asking for addresses on ${action.link}`;
    case 'set-dns':
      return `Use the name servers ${action.servers.join(', ')}`;
    case 'restore-dns':
      return 'Put the earlier name servers back';
    case 'wait-port':
      return `Wait until ${action.port} carries traffic`;
    case 'wait-lease':
      return `Wait for an address on ${action.link}`;
    case 'verify-gateway':
      return `Check that the gateway answers through ${action.bond}`;
    case 'verify-ports':
      return `Check that the gateway answers through each port of ${action.bond}`;
  }
}

/** What the people using `action`'s link notice while it runs. */
export function interrupts(action: Action): Interruption {
  switch (action.kind) {
    case 'clear-addresses':
    case 'delete-bond':
    case 'hold-wifi':
      return 'connection';
    case 'associate':
      return 'association';
    case 'join':
    case 'move-port':
    case 'leave':
      return 'blink';
    case 'set-up':
      return action.up ? 'nothing' : 'blink';
    default:
      return 'nothing';
  }
}

/** SSIDs are hostile text: control and direction characters would rewrite the sentence around them. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
}
