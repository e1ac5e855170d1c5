import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setAutostart } from '../../main/autostart.ts';
import { UserSettings } from '../../main/settings.ts';

let folder: string;
const file = () => join(folder, 'settings.json');

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'linkbraid-settings-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('settings outlive the app', () => {
  new UserSettings(folder).change({ theme: 'dark' });
  expect(new UserSettings(folder).value.theme).toBe('dark');
});

test.each(['', '{', '[]', '{"theme":"purple"}', '\0\0\0'])('what does not fit is set aside: %j', (text) => {
  vi.spyOn(console, 'error').mockReturnValue();
  writeFileSync(file(), text);
  const settings = new UserSettings(folder);
  expect(settings.value.theme).toBe('system');
  expect(readFileSync(`${file()}.bad`, 'utf8')).toBe(text);
  settings.change({ theme: 'light' });
  expect(new UserSettings(folder).value.theme).toBe('light');
});

test('listeners hear of changes, and of nothing else', () => {
  const settings = new UserSettings(folder);
  const heard = vi.fn();
  settings.onChange(heard);
  settings.change({ theme: 'system' });
  expect(heard).not.toHaveBeenCalled();
  settings.change({ tray: false });
  expect(heard).toHaveBeenCalledOnce();
});

test('autostart quotes what a desktop entry would read otherwise', () => {
  vi.stubEnv('XDG_CONFIG_HOME', folder);
  const entry = join(folder, 'autostart/linkbraid.desktop');
  setAutostart(true, ['/opt/Link braid/linkbraid', '/home/a$b/100%']);
  expect(readFileSync(entry, 'utf8')).toContain('Exec="/opt/Link braid/linkbraid" "/home/a\\\\$b/100%%" --hidden\n');
  setAutostart(false, []);
  expect(existsSync(entry)).toBe(false);
  setAutostart(false, []);
});
