import type { Advice, AdviceInput, ModeAdvice, Recommendation } from '../contract/advice.ts';
import { BOND_MODES } from '../contract/bond-options.ts';
import { linksOf, type Links } from './advise-links.ts';
import { judge } from './advise-modes.ts';

/** A smaller gain, upload and download together, is not worth the limits that balancing brings. */
const WORTH_IT = 0.15;

/** Every mode judged for these links, and which to take. */
export function advise(input: AdviceInput): Advice {
  const links = linksOf(input);
  const modes = BOND_MODES.map((mode) => judge(mode, links));
  return { modes, neverDrop: neverDrop(links), addUpSpeed: addUpSpeed(links, modes) };
}

function neverDrop(links: Links): Recommendation {
  if (links.count < 2) return { mode: null, why: 'One link alone has nothing to fall back on: add another.' };
  if (links.sameNetwork === false)
    return { mode: 'active-backup', why: 'Another link takes over, but in another network: open connections break.' };
  const why =
    links.cables > 0 && links.wifis > 0
      ? 'The cable carries while it is plugged in, Wi-Fi takes over within a moment, and no connection is lost.'
      : 'One link carries, and another takes over within a moment.';
  return { mode: 'active-backup', why };
}

/** By what several connections gain together; a single one may still run on one link. */
function addUpSpeed(links: Links, modes: readonly ModeAdvice[]): Recommendation {
  if (links.count < 2) return { mode: null, why: 'One link alone has nothing to be added to.' };
  if (links.speeds === null) return { mode: null, why: 'How fast each link is must be known first: measure them.' };
  const candidates = modes.filter(({ verdict, gain }) => verdict !== 'cannot' && total(gain) - 2 >= WORTH_IT);
  const [best] = [...candidates].sort((a, b) => preference(b) - preference(a));
  if (!best) return { mode: null, why: 'No mode makes these links faster together than the fastest of them alone.' };
  const why =
    best.mode === 'balance-rr'
      ? 'It deals packets out over all links, so that even a single connection gains.'
      : 'Several connections spread over all links, and none gets slower by packets out of order.';
  return { mode: best.mode, why };
}

function total({ manyUp, manyDown }: ModeAdvice['gain']): number {
  return (manyUp ?? 1) + (manyDown ?? 1);
}

/** What needs no switch to be set up, and does not shuffle packets, comes before a few per cent more. */
function preference({ mode, gain }: ModeAdvice): number {
  const trouble = mode === '802.3ad' ? 2 : mode === 'balance-rr' ? 1 : 0;
  return total(gain) - trouble;
}
