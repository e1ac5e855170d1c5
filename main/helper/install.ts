import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sudo from '@vscode/sudo-prompt';
import { app } from 'electron';
import { LinkbraidError } from '../../helper/contract/errors.ts';

/*
 * An app that no package manager installed brings its helper along. One script puts it in its place, run once as root
 * after the desktop has asked for a password. The command never changes, and no text from anywhere gets into it.
 */

/** What the shell that sudo-prompt goes through takes for itself; a folder of any other name is installed by hand. */
const PLAIN = /^[A-Za-z0-9_./@+-]+$/;

/** The script, where it is there and can be run this way. */
export function installer(resources = process.resourcesPath, packaged = app.isPackaged): string | null {
  const script = join(resources, 'system/install-helper.sh');
  // Root cannot look into what an AppImage has mounted.
  const reachable = packaged && !process.env.APPIMAGE && PLAIN.test(script);
  return reachable && existsSync(script) && existsSync(join(resources, 'helper/node')) ? script : null;
}

/** @throws LinkbraidError `not-allowed` when nobody gave a password, `failed` when the script did */
export async function installHelper(): Promise<null> {
  const script = installer();
  if (script === null) throw new LinkbraidError('failed', 'There is no helper to install beside this app.');
  // sudo-prompt goes to the current folder first, by a shell.
  process.chdir('/');
  return new Promise((resolve, reject) => {
    sudo.exec(`/bin/sh ${script}`, { name: 'Linkbraid' }, (error, stdout, stderr) => {
      if (!error) return resolve(null);
      if (/permission|did not grant|authentication/i.test(error.message)) {
        return reject(new LinkbraidError('not-allowed', 'Nobody allowed the helper to be installed.'));
      }
      const said = `${String(stdout ?? '')}${String(stderr ?? '')}`.trim().split('\n').at(-1) ?? '';
      reject(new LinkbraidError('failed', `The helper could not be installed. ${said}`));
    });
  });
}
