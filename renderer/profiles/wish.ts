/** What a person wants to do with a saved profile besides switching it. */
export type Wish = 'edit' | 'duplicate' | 'rename' | 'export' | 'remove';
