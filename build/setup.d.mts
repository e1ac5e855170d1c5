/** The folder that holds package.json. */
export const ROOT: string;
/** A Debian package, "a | b" where releases call it differently; with `file`, what tells on any system whether it is there: a path, or a program in PATH. */
export type Need = string | { readonly package: string; readonly file: string };
/** Lines go to stderr unless `log` takes them. Throws with what is missing and how to get it. */
export function setUp(log?: (line: string) => void): void;
export function needPackages(needs: readonly Need[], why: string, log?: (line: string) => void): void;
