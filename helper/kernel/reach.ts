import { run } from './run.ts';

/**
 * Whether a neighbour answers through one interface. An echo is asked for; where the neighbour does not answer those,
 * it must still answer for its link address (ARP, neighbour discovery), and the kernel's table shows that.
 */
export async function answers(link: string, address: string): Promise<boolean> {
  const family = address.includes(':') ? '-6' : '-4';
  try {
    await run('ping', [family, '-c', '1', '-W', '1', '-I', link, address], { timeoutMs: 5_000 });
    return true;
  } catch {
    const text = await run('ip', ['-j', family, 'neigh', 'show', 'to', address, 'dev', link]).catch(() => '[]');
    return /"(REACHABLE|DELAY|PROBE)"/.test(text) && text.includes('"lladdr"');
  }
}
