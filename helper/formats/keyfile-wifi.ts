import type { ProfileInput } from '../contract/profile.ts';
import type { Note } from './format.ts';
import { entriesOf, valueOf, type IniSection } from './ini.ts';

type WifiInput = NonNullable<ProfileInput['ports'][number]['wifi']>;

/** Sections [wifi] and [wifi-security], under either of their names. */
export function readKeyfileWifi(path: string, sections: readonly IniSection[], unsaid: Note[]): WifiInput | null {
  const wifi = [...entriesOf(sections, 'wifi'), ...entriesOf(sections, '802-11-wireless')];
  const secrets = [...entriesOf(sections, 'wifi-security'), ...entriesOf(sections, '802-11-wireless-security')];
  const ssid = readSsid(valueOf(wifi, 'ssid'));
  if (ssid === null) {
    unsaid.push({ about: path, message: 'The file does not say which network to join.' });
    return null;
  }
  const keyManagement = valueOf(secrets, 'key-mgmt');
  const security = securityOf(keyManagement);
  if (security === null) {
    unsaid.push({ about: path, message: `Security "${keyManagement}" has no place in a profile.` });
    return null;
  }
  const result: WifiInput = { ssid, security };
  const psk = valueOf(secrets, 'psk');
  if (psk !== null) result.psk = unescape(psk);
  else if (security === 'wpa2-psk' || security === 'wpa3-sae')
    unsaid.push({ about: path, message: `The passphrase for "${ssid}" is not in the file.` });
  const bssid = valueOf(wifi, 'bssid');
  if (bssid !== null) result.bssid = bssid.toLowerCase();
  const band = valueOf(wifi, 'band');
  if (band === 'a') result.band = '5';
  else if (band === 'bg') result.band = '2.4';
  if (valueOf(wifi, 'hidden') === 'true') result.hidden = true;
  for (const { key, line } of [...wifi, ...secrets])
    if (!KNOWN.has(key)) unsaid.push({ about: `${path}, line ${line}`, message: `"${key}" was not taken over.` });
  return result;
}

const KNOWN = new Set([
  'ssid',
  'mode',
  'bssid',
  'band',
  'hidden',
  'security',
  'key-mgmt',
  'psk',
  'auth-alg',
  'mac-address',
]);

function securityOf(keyManagement: string | null): WifiInput['security'] | null {
  switch (keyManagement) {
    case null:
      return 'open';
    case 'wpa-psk':
      return 'wpa2-psk';
    case 'sae':
      return 'wpa3-sae';
    case 'owe':
      return 'owe';
    default:
      return null;
  }
}

/** Text with the escapes of GLib's key files, or, as older versions wrote, the bytes as "72;111;109;101;". */
function readSsid(text: string | null): string | null {
  if (text === null || text === '') return null;
  if (!/^(\d{1,3};){2,}$/.test(text)) return unescape(text);
  const bytes = text.slice(0, -1).split(';').map(Number);
  return decodeUtf8(bytes);
}

function unescape(text: string): string {
  const escapes: Record<string, string> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\', ';': ';' };
  return text.replace(/\\(.)/g, (whole, letter: string) => escapes[letter] ?? whole);
}

/** null where the bytes are not text. */
function decodeUtf8(bytes: readonly number[]): string | null {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return null;
  }
}
