import type { WifiFacts } from '../../contract/plan.ts';
import type { Network } from '../../contract/wire.ts';

/*
 * wpa_supplicant's D-Bus properties (dbus_new_handlers.c) as values of ours. They carry what access points say of
 * themselves, so every field may be anything.
 */

export interface BssFacts {
  ssid: string;
  bssid: string;
  frequencyMhz: number;
  signalDbm: number;
  security: Network['security'];
}

export function decodeBss(properties: Record<string, unknown>): BssFacts | null {
  const ssid = asBytes(properties['SSID']);
  const bssid = asBytes(properties['BSSID']);
  const { Frequency: frequencyMhz, Signal: signalDbm } = properties;
  if (!ssid || bssid?.length !== 6 || !isFiniteNumber(frequencyMhz) || !isFiniteNumber(signalDbm)) return null;
  return {
    ssid: bytesToText(ssid),
    bssid: [...bssid].map((byte) => byte.toString(16).padStart(2, '0')).join(':'),
    frequencyMhz,
    signalDbm,
    security: securityOf(properties),
  };
}

function securityOf(properties: Record<string, unknown>): Network['security'] {
  const suites = [...keyManagement(properties['RSN']), ...keyManagement(properties['WPA'])];
  const has = (part: string) => suites.some((suite) => suite.includes(part));
  // A network in transition offers both; the one that every adapter can do comes first.
  if (has('wpa-psk') || has('wpa-ft-psk')) return 'wpa2-psk';
  if (has('sae')) return 'wpa3-sae';
  if (has('owe')) return 'owe';
  if (has('eap')) return 'enterprise';
  return suites.length === 0 && properties['Privacy'] !== true ? 'open' : 'other';
}

function keyManagement(element: unknown): string[] {
  const suites = (element as Record<string, { value?: unknown } | undefined> | undefined)?.['KeyMgmt']?.value;
  return Array.isArray(suites) ? suites.filter((suite): suite is string => typeof suite === 'string') : [];
}

/** One entry per network name, strongest first; names that are hidden are left out. */
export function groupNetworks(found: readonly BssFacts[]): Network[] {
  const groups = new Map<string, Network>();
  for (const bss of [...found].sort((a, b) => b.signalDbm - a.signalDbm)) {
    if (/^\0*$/.test(bss.ssid)) continue;
    const key = `${bss.security} ${bss.ssid}`;
    const point = { bssid: bss.bssid, frequencyMhz: bss.frequencyMhz, signalDbm: bss.signalDbm };
    const group = groups.get(key);
    if (group) group.accessPoints.push(point);
    else groups.set(key, { ssid: bss.ssid, security: bss.security, signalDbm: bss.signalDbm, accessPoints: [point] });
  }
  return [...groups.values()];
}

export function stateOf(state: unknown): WifiFacts['state'] {
  switch (state) {
    case 'completed':
      return 'connected';
    case 'scanning':
      return 'scanning';
    case 'authenticating':
    case 'associating':
    case 'associated':
    case '4way_handshake':
    case 'group_handshake':
      return 'associating';
    case 'interface_disabled':
      return 'off';
    default:
      return 'disconnected';
  }
}

/** Not Number(value): an object may have anything in the place of its conversions. */
function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function asBytes(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  return Array.isArray(value) && value.every((byte) => typeof byte === 'number') ? Uint8Array.from(value) : null;
}

/** UTF-8, with U+FFFD for what is not. Written out: this folder is compiled without TextDecoder's types. */
export function bytesToText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const length =
      first < 0x80
        ? 1
        : first >= 0xc2 && first < 0xe0
          ? 2
          : first >= 0xe0 && first < 0xf0
            ? 3
            : first >= 0xf0 && first < 0xf5
              ? 4
              : 0;
    const rest = [...bytes.slice(at + 1, at + length)];
    const whole = length > 0 && rest.length === length - 1 && rest.every((byte) => (byte & 0xc0) === 0x80);
    const code = whole
      ? rest.reduce(
          (value, byte) => (value << 6) | (byte & 0x3f),
          length === 1 ? first : first & (0xff >> (length + 1)),
        )
      : -1;
    const valid =
      code >= 0 &&
      code <= 0x10ffff &&
      !(code >= 0xd800 && code <= 0xdfff) &&
      code >= ([0, 0, 0x80, 0x800, 0x10000][length] ?? 0);
    text += valid ? String.fromCodePoint(code) : '\u{FFFD}';
    at += valid ? length : 1;
  }
  return text;
}
