import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import type { HelperConnection } from './helper/connection.ts';
import { networkNames, redact, type Reveal } from './redact.ts';

/*
 * What a bug report needs: what the helper says, what the kernel says, and which versions they are of. Gathered once,
 * shown, and saved as it was shown. What cannot be read is told as such.
 */

export async function diagnose(helper: HelperConnection, reveal: Reveal): Promise<string> {
  const { state } = helper;
  const snapshot = state.state === 'connected' ? state.snapshot : null;
  const ask = async <T>(question: Promise<T>): Promise<T | string> =>
    question.catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const connected = snapshot !== null;
  const profiles = await Promise.all(
    (snapshot?.profiles ?? []).map(({ name }) => ask(helper.call('profile.show', { name }))),
  );
  const report = {
    made: new Date().toISOString(),
    versions: {
      app: app.getVersion(),
      helper: state.state === 'connected' ? state.version : state.state,
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      kernel: await textOf('/proc/version'),
      system: await textOf('/etc/os-release'),
      desktop: process.env.XDG_CURRENT_DESKTOP ?? null,
    },
    doctor: connected ? await ask(helper.call('doctor', {})) : null,
    snapshot,
    profiles,
    events: helper.events,
    kernel: { ...(await filesIn('/proc/net/bonding')), ...(await bondOptions()) },
  };
  return `${JSON.stringify(redact(report, networkNames(report), reveal), null, 2)}\n`;
}

async function bondOptions(): Promise<Record<string, string>> {
  const masters = await textOf('/sys/class/net/bonding_masters');
  const bonds = masters === null ? [] : masters.split(/\s+/).filter((name) => /^[\w.-]{1,15}$/.test(name));
  const found = await Promise.all(bonds.map((name) => filesIn(`/sys/class/net/${name}/bonding`)));
  return Object.assign({}, ...found) as Record<string, string>;
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const path = join(folder, name);
      return [path, (await textOf(path)) ?? 'cannot be read'];
    }),
  );
  return Object.fromEntries(texts);
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
