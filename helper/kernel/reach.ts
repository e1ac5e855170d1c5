import { setTimeout } from 'node:timers/promises';
import { announcement, ETHERTYPE, isAnswer, question } from './frames.ts';
import { PacketSocket } from './packet-socket.ts';
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

/** How often a question that was not answered is asked again. */
const ASK_AGAIN_MS = 150;
const LISTEN_MS = 4;

/**
 * Whether `address` answers a question sent out through `port` alone. The answer may come in through another port of
 * the same bond: that is up to the switch.
 *
 * In balance-tlb the driver gives a waiting port an address of its own in software alone (bond_alb.c,
 * alb_set_slave_mac_addr), and the adapter goes on listening for the bond's: all frames are looked at meanwhile.
 *
 * @param mac the address that frames of `port` bear
 */
export async function answersThrough(
  port: string,
  mac: string,
  address: string,
  ports: readonly string[],
  timeoutMs: number,
): Promise<boolean> {
  const type = address.includes(':') ? ETHERTYPE.ipv6 : ETHERTYPE.arp;
  const sockets = new Map<string, PacketSocket>();
  try {
    for (const name of ports) sockets.set(name, new PacketSocket(name, type, { all: name === port }));
    const heard = () => [...sockets.values()].some((socket) => hears(socket, address));
    heard(); // late answers to earlier questions
    const began = performance.now();
    for (let asked = -Infinity, now = began; now - began < timeoutMs; now = performance.now()) {
      if (now - asked >= ASK_AGAIN_MS) {
        sockets.get(port)?.send(question(mac, address));
        asked = now;
      }
      await setTimeout(LISTEN_MS);
      if (heard()) return true;
    }
    return false;
  } finally {
    for (const socket of sockets.values()) socket.close();
  }
}

/** Reads all that waits. */
function hears(socket: PacketSocket, address: string): boolean {
  let found = false;
  for (let frame = socket.receive(); frame; frame = socket.receive()) found ||= isAnswer(frame, address);
  return found;
}

/** Tells the neighbours, through `port`, that the bond with this MAC address has these addresses. */
export function announce(port: string, mac: string, addresses: readonly string[]): void {
  for (const address of addresses) {
    const socket = new PacketSocket(port, address.includes(':') ? ETHERTYPE.ipv6 : ETHERTYPE.arp);
    try {
      socket.send(announcement(mac, address));
    } finally {
      socket.close();
    }
  }
}
