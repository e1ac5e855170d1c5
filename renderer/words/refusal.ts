import { readable, type Adapter } from '../contract.ts';
import { defaults, refusals } from './de-refusals.ts';

/* What the helper says in English, in the chosen language where its code is known; else as the helper put it. */

export interface Told {
  text: string;
  mend: string;
  /** The helper's own words, to be marked as such. */
  english: boolean;
}

export function told(
  { code, about, message, mend = '' }: { code: string; about: string; message: string; mend?: string },
  language: 'en' | 'de',
): Told {
  const known = language === 'de' ? refusals[code] : undefined;
  if (known === undefined) return { text: readable(message), mend: readable(mend), english: true };
  return { ...known(readable(about)), english: false };
}

export function whyChosen({ option, why }: { option: string; why: string }, language: 'en' | 'de') {
  const known = language === 'de' ? defaults[option] : undefined;
  return known === undefined ? { text: readable(why), english: true } : { text: known, english: false };
}

/** The way out for an adapter that cannot take part, with the helper's command where it names one. */
export function unusableMend({ name, unusable }: Adapter, language: 'en' | 'de'): { text: string; english: boolean } {
  if (unusable === null) return { text: '', english: false };
  const { reason, message, mend } = unusable;
  const known = told({ code: reason, about: name, message, mend }, language);
  const command = /(?:nmcli|rfkill|linkbraid|ifdown) [^.)]*/.exec(mend)?.[0].trim();
  const text =
    known.english || command === undefined ? known.mend : `${known.mend.replace(/\.$/, '')}: ${readable(command)}`;
  return { text, english: known.english };
}
