import manifest from '../../package.json' with { type: 'json' };
import { helperPage } from './helper.ts';
import { linkbraidPage } from './linkbraid.ts';

/** Each manual page, by the name of its file. */
export const MANUAL_PAGES: Readonly<Record<string, string>> = {
  'linkbraid.1': linkbraidPage(manifest.version),
  'linkbraid-helper.8': helperPage(manifest.version),
};
