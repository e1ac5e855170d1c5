import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import { LinkbraidError } from '../helper/contract/errors.ts';
import { decodeProfile, type Profile } from '../helper/contract/profile.ts';
import { exportProfile, FormatError, importFiles, type Imported, type TextFile } from '../helper/formats/formats.ts';
import type { ExportChoice, Exported } from './bridge/contract.ts';

/* Profiles from files and into files. The page never sees a path or a file: it gets what was read, and asks to save. */

const MAX_BYTES = 262_144;

/** Lets the user pick files, and reads a profile from them. Null when they picked none. */
export async function pickProfile(window: BrowserWindow): Promise<Imported | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile', 'multiSelections', 'showHiddenFiles'],
  });
  return canceled || filePaths.length === 0 ? null : readProfile(await Promise.all(filePaths.map(readText)));
}

/** @throws LinkbraidError `invalid-profile` that says where the file does not fit */
export function readProfile(files: readonly TextFile[]): Imported {
  const [only, ...others] = files;
  try {
    if (only && others.length === 0 && only.text.trimStart().startsWith('{')) {
      return { profile: decodeProfile(JSON.parse(only.text)), unsaid: [] };
    }
    return importFiles(files);
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof SyntaxError)) throw error;
    const where = only && others.length === 0 ? `${basename(only.path)}: ` : '';
    throw new LinkbraidError('invalid-profile', `${where}${error.message}`);
  }
}

export function writeProfile(profile: Profile, choice: ExportChoice): Exported {
  if (choice !== 'json') return exportProfile(profile, choice);
  return { files: [{ path: `${profile.name}.json`, text: `${JSON.stringify(profile, null, 2)}\n` }], unsaid: [] };
}

/** Where the user wants it: one file by its name, several into a folder. Null when they changed their mind. */
export async function saveFiles(window: BrowserWindow, files: readonly TextFile[]): Promise<string | null> {
  const [only, ...others] = files;
  if (!only) return null;
  if (others.length === 0) {
    const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: basename(only.path) });
    if (canceled || !filePath) return null;
    await write(filePath, only.text, 'w');
    return filePath;
  }
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openDirectory', 'createDirectory'],
  });
  const folder = filePaths[0];
  if (canceled || folder === undefined) return null;
  // The dialog asks before it replaces a file; for a folder nobody asked.
  for (const { path, text } of files) await write(join(folder, basename(path)), text, 'wx');
  return folder;
}

async function readText(path: string): Promise<TextFile> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) throw new LinkbraidError('invalid-profile', `${basename(path)} is too large to be a profile.`);
  return { path, text: await readFile(path, 'utf8') };
}

async function write(path: string, text: string, flag: 'w' | 'wx'): Promise<void> {
  try {
    await writeFile(path, text, { flag, mode: 0o600 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const why = code === 'EEXIST' ? 'is there already' : `cannot be written (${code})`;
    throw new LinkbraidError('failed', `${path} ${why}.`);
  }
}
