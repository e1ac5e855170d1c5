import * as v from 'valibot';
import { isIpAddress } from './addresses.ts';
import { strictObject, wholeNumber } from './fields.ts';

/** How the helper watches over the links of a bond, beside the kernel's own monitors. What is left out has these defaults. */
export const monitorSchema = strictObject({
  /** Ask the gateway through each port. */
  probe: v.optional(v.boolean('expected true or false')),
  /** Move off a port through which nobody answers, or much is lost. */
  steer: v.optional(v.boolean('expected true or false')),
  /** Asked instead of the gateway: another neighbour on the same network. */
  target: v.optional(v.pipe(v.string('expected an IP address'), v.check(isIpAddress, 'expected an IP address'))),
  /** A port that carries traffic and hears nothing for so long is taken for dead. */
  silentMs: v.optional(wholeNumber(100, 60_000)),
  /** So many of a hundred questions unanswered, and a port is left for a better one; 0: never for that. */
  lossPercent: v.optional(wholeNumber(0, 90)),
  /** The preferred port must have answered everything for so long before it is gone back to. */
  provenMs: v.optional(wholeNumber(500, 3_600_000)),
});

type Given = v.InferOutput<typeof monitorSchema>;
export type MonitorSettings = Required<Omit<Given, 'target'>> & { target: string | null };

const DEFAULTS: MonitorSettings = {
  probe: true,
  steer: true,
  target: null,
  silentMs: 250,
  lossPercent: 20,
  provenMs: 5_000,
};

export function monitorSettings(given: Given | undefined): MonitorSettings {
  return { ...DEFAULTS, ...given };
}
