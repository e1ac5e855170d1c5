import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Given on the command line at login: no window, only the tray. */
export const HIDDEN = '--hidden';

/** Starts the app at login, or no longer, by an entry in the user's XDG autostart folder. */
export function setAutostart(on: boolean, command: readonly string[]): void {
  const folder = join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'autostart');
  const file = join(folder, 'linkbraid.desktop');
  if (!on) return rmSync(file, { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    file,
    [
      '[Desktop Entry]',
      'Type=Application',
      'Name=Linkbraid',
      `Exec=${[...command, HIDDEN].map(quoted).join(' ')}`,
      'Icon=linkbraid',
      'X-GNOME-Autostart-enabled=true',
      '',
    ].join('\n'),
  );
}

/** As the desktop entry specification asks: quoted, with its own escapes inside, and % doubled. */
function quoted(argument: string): string {
  const text = argument.replaceAll('%', '%%');
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text;
  // Escaped once for the quotes and once for the file.
  return `"${text.replace(/(["`$\\])/g, '\\$1').replaceAll('\\', '\\\\')}"`;
}
