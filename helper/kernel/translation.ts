import { TRANSLATION_PRIORITIES } from '../plan/translation.ts';
import { run } from './run.ts';

/*
 * One-to-one MAC translation by tc(8), on the port's own hooks: egress runs before the queue, ingress before the bond
 * takes the frame (net/core/dev.c, __dev_queue_xmit and __netif_receive_skb_core). The rules are stateless, so they go on
 * when the helper dies; and they go with the adapter. ARP and neighbour discovery name addresses inside the packet and
 * are translated too: whoever hears the bond through this port learns the one address that the access point accepts.
 */

/** @param own the address the access point knows; @param shown the bond's */
export async function translate(port: string, own: string, shown: string): Promise<void> {
  await stopTranslating(port);
  const hook = (await hooks(port)).present ? [] : [`qdisc add dev ${port} clsact`];
  await batch([...hook, ...translationRules(port, own, shown)]);
}

/** Takes our rules away, and the hook they hung on unless others use it. */
export async function stopTranslating(port: string): Promise<void> {
  const { present, ours, others } = await hooks(port);
  if (!present || (ours.length === 0 && others)) return;
  await batch(
    others
      ? ours.map(
          ({ side, priority, protocol }) => `filter del dev ${port} ${side} pref ${priority} protocol ${protocol}`,
        )
      : [`qdisc del dev ${port} clsact`],
  );
}

export function translationRules(port: string, own: string, shown: string): string[] {
  const { arp, discovery, frames } = TRANSLATION_PRIORITIES;
  const egress = (priority: number, protocol: string) =>
    `filter add dev ${port} egress pref ${priority} protocol ${protocol}`;
  const source = `action pedit ex munge eth src set ${own}`;
  return [
    // RFC 826: the sender's hardware address is the 8 bytes into the packet.
    `${egress(arp, 'arp')} flower src_mac ${shown} arp_sha ${shown} action pedit ${munge(8, own)} pipe ${source}`,
    ...LINK_LAYER_OPTIONS.map(
      ({ message, at, option }) =>
        `${egress(discovery, 'ipv6')} u32 match u8 58 0xff at 6 match u8 ${message} 0xff at 40 ` +
        `match u16 0x0${option}01 0xffff at ${at} ${matchAddress(at + 2, shown)} ` +
        `action pedit ${munge(at + 2, own)} pipe csum icmp pipe ${source}`,
    ),
    `${egress(frames, 'all')} flower src_mac ${shown} ${source}`,
    `filter add dev ${port} ingress pref ${frames} protocol all flower dst_mac ${own} ` +
      `action pedit ex munge eth dst set ${shown}`,
  ];
}

/** RFC 4861: where router and neighbour solicitations and advertisements carry the sender's address, if they do. */
const LINK_LAYER_OPTIONS = [
  { message: 133, at: 48, option: 1 },
  { message: 135, at: 64, option: 1 },
  { message: 136, at: 64, option: 2 },
] as const;

/** Rewrites six bytes; pedit takes at most four at a time, and only where four-byte words begin or are filled. */
function munge(at: number, mac: string): string {
  const hex = mac.replaceAll(':', '');
  return at % 4 === 0
    ? `munge offset ${at} u32 set 0x${hex.slice(0, 8)} munge offset ${at + 4} u16 set 0x${hex.slice(8)}`
    : `munge offset ${at} u16 set 0x${hex.slice(0, 4)} munge offset ${at + 2} u32 set 0x${hex.slice(4)}`;
}

function matchAddress(at: number, mac: string): string {
  const hex = mac.replaceAll(':', '');
  return `match u16 0x${hex.slice(0, 4)} 0xffff at ${at} match u32 0x${hex.slice(4)} 0xffffffff at ${at + 2}`;
}

interface Rule {
  side: 'egress' | 'ingress';
  priority: number;
  protocol: string;
}

/** What hangs on the port's hooks, if it has any. */
async function hooks(port: string): Promise<{ present: boolean; ours: Rule[]; others: boolean }> {
  const [read] = await readHooks([port]);
  const rules = (['egress', 'ingress'] as const).flatMap((side) =>
    (read?.[side] as { pref: number; protocol: string }[]).map(({ pref, protocol }): Rule => ({
      side,
      priority: pref,
      protocol,
    })),
  );
  const known: number[] = Object.values(TRANSLATION_PRIORITIES);
  const mine = rules.filter(({ priority }) => known.includes(priority));
  const ours = [...new Map(mine.map((rule) => [`${rule.side} ${rule.priority}`, rule])).values()];
  const present = (read?.qdiscs as { kind?: string }[]).some(({ kind }) => kind === 'clsact');
  return { present, ours, others: mine.length < rules.length };
}

export interface Hooks {
  qdiscs: unknown[];
  egress: unknown[];
  ingress: unknown[];
}

/** The queues and filters of each port, as tc prints them. */
export async function readHooks(ports: readonly string[]): Promise<Hooks[]> {
  if (ports.length === 0) return [];
  const questions = ports.flatMap((port) => [
    `qdisc show dev ${port}`,
    `filter show dev ${port} egress`,
    `filter show dev ${port} ingress`,
  ]);
  const text = await run('tc', ['-j', '-batch', '-'], { input: `${questions.join('\n')}\n` });
  const answers = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown[]);
  return ports.map((_port, index) => ({
    qdiscs: answers[3 * index] ?? [],
    egress: answers[3 * index + 1] ?? [],
    ingress: answers[3 * index + 2] ?? [],
  }));
}

async function batch(lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await run('tc', ['-batch', '-'], { input: `${lines.join('\n')}\n` });
}
