import type { Words } from '../words/en.ts';

/** What a person wants to do with a saved profile besides switching it. */
export type Wish = Extract<keyof Words['profiles'], 'edit' | 'duplicate' | 'rename' | 'export' | 'remove'>;
