import type { AdapterNetworks, Network } from '../../contract/wire.ts';
import { table, wrap } from './layout.ts';
import { band, signal } from './units.ts';
import type { View } from './view.ts';

const SECURITIES: Record<Network['security'], string> = {
  open: 'open',
  owe: 'open, encrypted (OWE)',
  'wpa2-psk': 'WPA2',
  'wpa3-sae': 'WPA3',
  enterprise: 'enterprise',
  other: 'other',
};

/** Strongest first, per adapter. */
export function networksText(lists: readonly AdapterNetworks[], view: View): string {
  if (lists.length === 0) return 'There are no Wi-Fi adapters.\n';
  return lists
    .map(({ adapter, networks, problem }) => {
      const lines = [view.style.bold(adapter)];
      if (problem !== null) lines.push(...wrap(problem, view, 2));
      else if (networks.length === 0) lines.push('  No networks in range.');
      const strongestFirst = [...networks].sort((a, b) => b.signalDbm - a.signalDbm);
      lines.push(
        ...table(
          [
            { title: 'NETWORK' },
            { title: 'SECURITY' },
            { title: 'SIGNAL', align: 'right' },
            { title: 'BAND' },
            { title: 'ACCESS POINTS' },
          ],
          strongestFirst.map((network) => [
            network.ssid || '(hidden)',
            SECURITIES[network.security],
            signal(network.signalDbm),
            bands(network),
            network.accessPoints.length === 1
              ? (network.accessPoints[0]?.bssid ?? '')
              : String(network.accessPoints.length),
          ]),
          view,
          2,
        ),
      );
      return `${lines.join('\n')}\n`;
    })
    .join('\n');
}

function bands({ accessPoints }: Network): string {
  const frequencies = accessPoints.map(({ frequencyMhz }) => frequencyMhz).sort((a, b) => a - b);
  return [...new Set(frequencies.map(band))].join(', ');
}
