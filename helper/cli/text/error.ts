import type { FieldIssue, LinkbraidError } from '../../contract/errors.ts';
import type { Refusal } from '../../contract/plan.ts';
import { wrap } from './layout.ts';
import { refusalLines } from './plan.ts';
import { printable } from './printable.ts';
import type { View } from './view.ts';

/** Details that some errors carry; which code carries which is told in contract/errors.ts and serve/authorize.ts. */
interface Details {
  issues?: FieldIssue[];
  refusals?: Refusal[];
  mend?: string;
  left?: string[];
}

export function errorText(error: LinkbraidError, view: View): string {
  const message = printable(error.message);
  const details = (printable(error.details) ?? {}) as Details;
  const refusals = details.refusals ?? [];
  const headline = refusals.length > 0 ? 'refused:' : message;
  const lines = wrap(`${view.style.bad('linkbraid:')} ${headline}`, view);
  // The first issue is the message already.
  for (const { path, message: what } of (details.issues ?? []).slice(1))
    lines.push(...wrap(`${path}: ${what}`, view, 2));
  lines.push(...refusalLines(refusals, view));
  const untold = (details.left ?? []).filter((left) => !message.includes(left));
  for (const left of untold) lines.push(...wrap(`Not put back: ${left}`, view, 2));
  const mend = details.mend ?? (error.code === 'no-helper' ? 'see "linkbraid doctor"' : undefined);
  if (mend !== undefined) lines.push(...wrap(`To mend: ${mend}`, view, 2));
  return `${lines.join('\n')}\n`;
}
