import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { LinkbraidError } from '../../contract/errors.ts';
import type { WifiTarget } from '../../contract/plan.ts';
import { Variant } from '../../kernel/system-bus.ts';

/** `id_str` of our networks, by which they are known again after a crash. */
export const OURS = 'linkbraid';

/** A passphrase leaves this process as the key made from it (IEEE 802.11, PBKDF2), and for SAE over the bus alone. */
export async function networkSettings(wifi: WifiTarget, psk: string | null): Promise<Record<string, unknown>> {
  const ssid = Buffer.from(wifi.ssid, 'utf8');
  const text = (value: string) => new Variant('s', value);
  const number = (value: number) => new Variant('i', value);
  const security = {
    open: () => ({ key_mgmt: text('NONE') }),
    owe: () => ({ key_mgmt: text('OWE'), ieee80211w: number(2) }),
    'wpa2-psk': async () => ({
      key_mgmt: text('WPA-PSK WPA-PSK-SHA256'),
      ieee80211w: number(1),
      psk: new Variant('ay', await pairwiseKey(given(psk), ssid)),
    }),
    'wpa3-sae': () => ({ key_mgmt: text('SAE'), ieee80211w: number(2), sae_password: text(given(psk)) }),
  } as const;
  return {
    ssid: new Variant('ay', ssid),
    id_str: text(OURS),
    ...(await security[wifi.security]()),
    ...(wifi.hidden ? { scan_ssid: number(1) } : {}),
    ...(wifi.bssid === null ? {} : { bssid: text(wifi.bssid) }),
    // `mode` 1 is a cell without access point (IBSS); the frequency fixed, so that it does not follow a stranger's of its name.
    ...(wifi.adHocMhz === null ? {} : { mode: number(1), frequency: number(wifi.adHocMhz), fixed_freq: number(1) }),
    ...(wifi.band === null ? {} : { freq_list: text(CHANNELS[wifi.band].join(' ')) }),
  };
}

async function pairwiseKey(psk: string, ssid: Buffer): Promise<Buffer> {
  if (/^[0-9a-fA-F]{64}$/.test(psk)) return Buffer.from(psk, 'hex');
  return promisify(pbkdf2)(psk, ssid, 4096, 32, 'sha1');
}

function series(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

/** Centre frequencies in MHz (IEEE 802.11 annex E). */
const CHANNELS = {
  '2.4': [...series(2412, 2472, 5), 2484],
  '5': [...series(5180, 5320, 20), ...series(5500, 5720, 20), ...series(5745, 5885, 20)],
  '6': series(5955, 7115, 20),
} as const;

function given(psk: string | null): string {
  if (psk === null)
    throw new LinkbraidError('failed', 'The passphrase is not stored.', { reason: 'passphrase-missing' });
  return psk;
}
