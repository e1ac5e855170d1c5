import type { ProfileInput } from '../contract/profile.ts';

/*
 * Other tools' files, read and written. What a file says that a profile cannot, or the other way round, is told in
 * notes: nothing gets lost in silence.
 */

export const EXPORT_FORMATS = ['ifupdown', 'netplan', 'networkd', 'nmcli', 'ip'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Note {
  /** A path in the profile when exporting; a place in the file when importing. */
  about: string;
  message: string;
}

export interface TextFile {
  path: string;
  text: string;
}

export interface Imported {
  /** May lack what the file does not say, a passphrase for one. */
  profile: ProfileInput;
  unsaid: Note[];
}

export interface Exported {
  files: TextFile[];
  unsaid: Note[];
}

/** A text that cannot be read as what it is said to be. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  constructor(
    /** From 1; null where the text as a whole is the trouble. */
    readonly line: number | null,
    message: string,
  ) {
    super(line === null ? message : `line ${line}: ${message}`);
  }
}

/** Stands where a passphrase belongs: secrets do not leave the store, not even into a file for another tool. */
export const PASSPHRASE_PLACEHOLDER = 'PUT-THE-PASSPHRASE-HERE';

/** Kernel and udev name Wi-Fi adapters "wlan0", "wlp2s0" and their like. */
export function missingNetwork(adapter: string): Note[] {
  if (!/^wl/.test(adapter)) return [];
  return [
    { about: adapter, message: 'This looks like a Wi-Fi adapter, and nothing here says which network it joins.' },
  ];
}

const MAX_LENGTH = 262_144;
const MAX_LINE = 4_096;

/** Lines of a text that is of a size and an alphabet that such files have. */
export function linesOf(text: string): string[] {
  if (text.length > MAX_LENGTH) throw new FormatError(null, `longer than ${MAX_LENGTH} characters`);
  const lines = text.split(/\r?\n/);
  lines.forEach((line, index) => {
    if (line.length > MAX_LINE) throw new FormatError(index + 1, `longer than ${MAX_LINE} characters`);
    if (/[\x00-\x08\x0b-\x1f\x7f]/.test(line)) throw new FormatError(index + 1, 'holds a control character');
  });
  return lines;
}
