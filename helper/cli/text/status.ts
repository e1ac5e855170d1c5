import type { Bond, Port, Snapshot } from '../../contract/snapshot.ts';
import { table, wrap } from './layout.ts';
import { linkState, speedNow } from './links.ts';
import { transactionLines } from './transaction.ts';
import { bitRate, timeOfDay } from './units.ts';
import type { View } from './view.ts';

export function statusText(snapshot: Snapshot, view: View): string {
  const parts = snapshot.bonds.map((bond) => bondLines(bond, view));
  if (parts.length === 0) parts.push(nothingLines(snapshot, view));
  const transaction = transactionLines(snapshot.transaction, view);
  if (transaction.length > 0) parts.push(transaction);
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function nothingLines(snapshot: Snapshot, view: View): string[] {
  const lines = ['No bond is up.'];
  if (snapshot.bonding.state === 'missing') {
    lines.push(...wrap('This kernel has no bonding driver: "linkbraid doctor" says what to do.', view));
  }
  const names = snapshot.profiles.map(({ name }) => `"${name}"`).join(', ');
  lines.push(
    ...wrap(names === '' ? 'No profiles are saved: "linkbraid profile set FILE" saves one.' : `Saved: ${names}`, view),
  );
  return lines;
}

function bondLines(bond: Bond, view: View): string[] {
  const { style } = view;
  const facts: [string, string][] = [
    ['profile', bond.profile ?? `none: made by another program ("linkbraid adopt ${bond.name}" makes it Linkbraid's)`],
    ['mode', bond.mode],
    ['active', bond.activePort ?? ''],
    ['address', bond.addresses.join(', ') || 'none'],
    ['gateway', bond.gateway ?? ''],
    ['DNS', bond.dns.join(', ')],
    ['rate', rates(bond)],
  ];
  const indent = 11;
  return [
    `${style.bold(bond.name)}  ${upWord(bond, view)}`,
    ...facts.flatMap(([title, value]) => (value === '' ? [] : wrap(value, view, indent, `  ${style.dim(title)}`))),
    '',
    ...(bond.ports.length === 0 ? ['  It has no ports.'] : portTable(bond.ports, view)),
    ...bond.ports.flatMap(({ name, health }) => health.reasons.flatMap((why) => wrap(`${name}: ${why}`, view, 2))),
  ];
}

function upWord(bond: Bond, { style }: View): string {
  if (!bond.up) return style.bad('down');
  return bond.carrier === false ? style.bad('up, but no port works') : style.good('up');
}

function rates({ rxBitsPerSecond, txBitsPerSecond }: Bond): string {
  if (rxBitsPerSecond === null || txBitsPerSecond === null) return '';
  return `${bitRate(rxBitsPerSecond)} in, ${bitRate(txBitsPerSecond)} out`;
}

function portTable(ports: readonly Port[], view: View): string[] {
  return table(
    [
      { title: 'PORT' },
      { title: 'ROLE' },
      { title: 'HEALTH' },
      { title: 'LINK' },
      { title: 'SPEED', align: 'right' },
      { title: 'IN', align: 'right' },
      { title: 'OUT', align: 'right' },
      { title: 'FAILURES', align: 'right' },
    ],
    ports.map((port) => [
      port.name,
      port.role,
      healthWord(port, view),
      linkState(port),
      speedNow(port),
      bitRate(port.rxBitsPerSecond),
      bitRate(port.txBitsPerSecond),
      port.linkFailures === null ? '' : String(port.linkFailures),
    ]),
    view,
    2,
  );
}

function healthWord({ health }: Port, { style }: View): string {
  const tone = { good: style.good, fair: style.warn, poor: style.bad, dead: style.bad }[health.level];
  return tone(health.level);
}

/** One line for logs and pipes: what matters, without figures that change all the time. */
export function statusLine(snapshot: Snapshot): string {
  const bonds = snapshot.bonds.map((bond) => {
    const ports = bond.ports.map(({ name, role, health }) => `${name} ${role} ${health.level}`).join(', ');
    const word = !bond.up ? 'down' : bond.carrier === false ? 'no carrier' : 'up';
    return `${bond.name} ${word}${ports === '' ? '' : `: ${ports}`}`;
  });
  const transaction = snapshot.transaction ? [`change ${snapshot.transaction.state}`] : [];
  return [...(bonds.length > 0 ? bonds : ['no bond']), ...transaction].join('; ');
}

export function timedLine(at: number, line: string): string {
  return `${timeOfDay(at)}  ${line}\n`;
}
