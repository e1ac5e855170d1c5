import type { Profile } from '../contract/profile.ts';
import { FormatError, type Exported, type ExportFormat, type Imported, type TextFile } from './format.ts';
import { exportIfupdown } from './ifupdown-export.ts';
import { importIfupdown } from './ifupdown-import.ts';
import { exportIp } from './ip-export.ts';
import { importKeyfiles } from './keyfile-import.ts';
import { exportNetplan } from './netplan-export.ts';
import { importNetplan } from './netplan-import.ts';
import { exportNetworkd } from './networkd-export.ts';
import { importNetworkd } from './networkd-import.ts';
import { exportNmcli } from './nmcli-export.ts';

export { EXPORT_FORMATS, FormatError, type ExportFormat, type Imported, type Note, type TextFile } from './format.ts';
export { importIfupdown, importKeyfiles, importNetplan, importNetworkd };

const EXPORTS: Readonly<Record<ExportFormat, (profile: Profile) => Exported>> = {
  ifupdown: exportIfupdown,
  netplan: exportNetplan,
  networkd: exportNetworkd,
  nmcli: exportNmcli,
  ip: exportIp,
};

export function exportProfile(profile: Profile, format: ExportFormat): Exported {
  return EXPORTS[format](profile);
}

/** Reads a bond from files of one tool, told apart by their names and, where these say nothing, by their looks. */
export function importFiles(files: readonly TextFile[], bond: string | null = null): Imported {
  const [first] = files;
  if (!first) throw new FormatError(null, 'no file to read');
  const all = (pattern: RegExp) => files.every(({ path }) => pattern.test(path));
  if (all(/\.(netdev|network)$/)) return importNetworkd(files, bond);
  if (all(/\.nmconnection$/)) return importKeyfiles(files, bond);
  if (all(/\.ya?ml$/)) return importNetplan(files, bond);
  const text = files.map((file) => file.text).join('\n');
  if (/^\s*\[connection\]/m.test(text)) return importKeyfiles(files, bond);
  if (/^\s*\[NetDev\]/m.test(text)) return importNetworkd(files, bond);
  if (/^network:/m.test(text)) return importNetplan(files, bond);
  return importIfupdown(text, bond);
}
