import type { ProfileInput } from '../contract/profile.ts';
import { PASSPHRASE_PLACEHOLDER, type Note } from './format.ts';
import type { StanzaLine } from './ifupdown-stanzas.ts';

export type WifiInput = NonNullable<ProfileInput['ports'][number]['wifi']>;

/** The options of the hooks of wpasupplicant (`wpa-…`) and wireless-tools (`wireless-…`); null where there is none. */
export function readIfupdownWifi(adapter: string, lines: readonly StanzaLine[], unsaid: Note[]): WifiInput | null {
  const said = new Map(lines.map((line) => [line.key.replaceAll('_', '-'), line]));
  const ssidLine = said.get('wpa-ssid') ?? said.get('wpa-essid') ?? said.get('wireless-essid');
  if (!ssidLine) return null;
  const psk = said.get('wpa-psk') ?? said.get('wpa-passphrase');
  const security = securityOf(said.get('wpa-key-mgmt')?.value ?? null, psk !== undefined);
  const wifi: WifiInput = { ssid: unquoted(ssidLine.value), security };
  if (psk && psk.value !== PASSPHRASE_PLACEHOLDER) wifi.psk = unquoted(psk.value);
  else if (psk)
    unsaid.push({ about: `line ${psk.line}`, message: `The passphrase for ${adapter} must be given anew.` });
  const bssid = said.get('wpa-bssid') ?? said.get('wireless-ap');
  if (bssid && /^[0-9a-f:]{17}$/i.test(bssid.value)) wifi.bssid = bssid.value;
  if (said.get('wpa-scan-ssid')?.value === '1') wifi.hidden = true;
  for (const line of lines) if (!KNOWN.has(line.key.replaceAll('_', '-'))) unsaid.push(lost(line));
  return wifi;
}

const KNOWN = new Set([
  'wpa-ssid',
  'wpa-essid',
  'wireless-essid',
  'wpa-psk',
  'wpa-passphrase',
  'wpa-key-mgmt',
  'wpa-bssid',
  'wireless-ap',
  'wpa-scan-ssid',
]);

function securityOf(keyManagement: string | null, hasPassphrase: boolean): WifiInput['security'] {
  const words = (keyManagement ?? '').toUpperCase().split(/\s+/);
  if (words.includes('SAE')) return words.includes('WPA-PSK') ? 'wpa2-psk' : 'wpa3-sae';
  if (words.includes('OWE')) return 'owe';
  return words.includes('WPA-PSK') || hasPassphrase ? 'wpa2-psk' : 'open';
}

function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/, '$1');
}

/** Without the value: it may be a key. */
function lost({ key, line }: StanzaLine): Note {
  return { about: `line ${line}`, message: `"${key}" was not taken over.` };
}
