/**
 * After electron-builder has packed the app: switches in the program itself. Without them anyone could use the packed
 * Electron as a Node of their own (ELECTRON_RUN_AS_NODE, NODE_OPTIONS, --inspect), or start another app in our place.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';

export const FUSES = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // On Linux there is nothing yet that would check it; it does no harm and holds as soon as there is.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
};

/** @param {{ appOutDir: string, packager: { executableName: string } }} context */
export default async function afterPack({ appOutDir, packager }) {
  const program = join(appOutDir, packager.executableName);
  if (!existsSync(program)) throw new Error(`fuses: there is no ${program}`);
  await flipFuses(program, { version: FuseVersion.V1, strictlyRequireAllFuses: true, ...FUSES });
}
