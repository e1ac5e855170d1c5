import * as v from 'valibot';
import type { Translation } from '../../plan/machine.ts';
import { TRANSLATION_PRIORITIES } from '../../plan/translation.ts';

/** What `tc -j filter show dev LINK egress` and `… ingress` print, as far as our own rules go (iproute2 tc/tc_filter.c). */
const filter = v.object({
  pref: v.number(),
  options: v.object({
    keys: v.optional(v.object({ src_mac: v.optional(v.string()), dst_mac: v.optional(v.string()) }), {}),
    actions: v.optional(v.array(v.unknown()), []),
  }),
});

/** ARP, three messages of neighbour discovery, everything else out, everything in. */
const RULES = 6;

/** The translation on one port; null where there is nothing of it. Half a set of rules is told as not whole. */
export function decodeTranslation(egress: unknown, ingress: unknown): Translation | null {
  const ours = (document: unknown) =>
    (Array.isArray(document) ? document : []).flatMap((entry) => {
      const parsed = v.safeParse(filter, entry);
      // Heads of priorities and hash tables stand in the list too; only rules do something.
      const rule = parsed.success && parsed.output.options.actions.length > 0;
      return rule && PRIORITIES.includes(parsed.output.pref) ? [parsed.output] : [];
    });
  const out = ours(egress);
  const into = ours(ingress);
  if (out.length + into.length === 0) return null;
  const frames = out.find(({ pref }) => pref === TRANSLATION_PRIORITIES.frames);
  const shown = frames?.options.keys.src_mac ?? '';
  const own = into[0]?.options.keys.dst_mac ?? '';
  return { own, shown, whole: own !== '' && shown !== '' && out.length + into.length === RULES };
}

const PRIORITIES: readonly number[] = Object.values(TRANSLATION_PRIORITIES);
