/** Packets that wait at a link of this rate: a tenth of a second's worth beyond its delay, so that TCP fills it and pings stay meaningful. */
export function queuePackets(mbit: number, delayMs = 0): number {
  return Math.max(20, Math.ceil(((mbit * 1e6) / 8 / 1500) * (0.1 + delayMs / 1000)));
}
