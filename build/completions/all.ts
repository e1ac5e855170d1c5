import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

/** By file name. */
export const COMPLETIONS: Readonly<Record<string, string>> = {
  'linkbraid.bash': bashCompletion(),
  'linkbraid.zsh': zshCompletion(),
  'linkbraid.fish': fishCompletion(),
};
