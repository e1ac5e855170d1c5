import type { Adapter } from '../../contract/snapshot.ts';
import { displayWidth, pad, wrap } from './layout.ts';
import { KINDS, linkState, MANAGERS, speedNow } from './links.ts';
import type { View } from './view.ts';

/** A head line for each adapter, all aligned, and below it the facts worth a line. */
export function adaptersText(adapters: readonly Adapter[], view: View): string {
  if (adapters.length === 0) return 'There are no network adapters.\n';
  const heads = adapters.map((adapter) => [
    adapter.name,
    KINDS[adapter.kind],
    [linkState(adapter), adapter.up ? speedNow(adapter) : ''].filter(Boolean).join(', ') || '-',
  ]);
  const widths = [0, 1, 2].map((at) => Math.max(...heads.map((head) => displayWidth(head[at] ?? ''))));
  const indent = (widths[0] ?? 0) + 2;
  return adapters
    .map((adapter, index) => {
      const [name = '', ...rest] = (heads[index] ?? []).map((cell, at) => pad(cell, widths[at] ?? 0));
      const lines = [`${view.style.bold(name)}  ${rest.join('  ')}  ${standing(adapter, view)}`];
      for (const fact of facts(adapter)) lines.push(...wrap(fact, view, indent).map(view.style.dim));
      if (adapter.unusable) {
        lines.push(...wrap(adapter.unusable.message, view, indent));
        lines.push(...wrap(`To mend: ${adapter.unusable.mend}`, view, indent));
      }
      return `${lines.join('\n')}\n`;
    })
    .join('\n');
}

function standing(adapter: Adapter, { style }: View): string {
  if (!adapter.usable) return style.warn('cannot take part');
  return adapter.master === null ? style.good('can take part') : style.good(`part of ${adapter.master}`);
}

function facts(adapter: Adapter): string[] {
  const driver = adapter.driver === null ? '' : `driver ${adapter.driver}`;
  const manager = MANAGERS[adapter.manager];
  const lines = [
    [adapter.label ?? '', driver, `MAC ${adapter.mac}`, mtuWorthSaying(adapter)],
    [...adapter.addresses, adapter.gateway === null ? '' : `gateway ${adapter.gateway}`],
    [manager === '' ? '' : `managed by ${manager}`],
  ];
  return lines.map((parts) => parts.filter(Boolean).join(', ')).filter(Boolean);
}

function mtuWorthSaying({ mtu }: Adapter): string {
  return mtu === 1500 ? '' : `MTU ${mtu}`;
}
