import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PERMISSIONS } from '../../helper/contract/wire.ts';
import { polkitAction } from '../../helper/serve/authorize.ts';
import { HELPER_COMMANDS, HELPER_ENVIRONMENT } from '../../helper/serve/help.ts';
import { policyDefaults } from './policy.ts';

const read = (name: string) => readFileSync(join('build/system', name), 'utf8');
const has = (program: string) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;

describe('the polkit policy', () => {
  const actions = policyDefaults();

  test('has an action for each permission, and no other', () => {
    expect([...actions.keys()].sort()).toEqual(PERMISSIONS.map(polkitAction).sort());
  });

  test('lets everybody look, the person at the screen switch, and asks an administrator for the rest', () => {
    expect(Object.fromEntries(actions)).toEqual({
      'org.linkbraid.read': { any: 'yes', inactive: 'yes', active: 'yes' },
      'org.linkbraid.toggle': { any: 'auth_admin', inactive: 'auth_admin', active: 'yes' },
      'org.linkbraid.configure': { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin_keep' },
      'org.linkbraid.secrets': { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin_keep' },
    });
  });
});

describe('the service', () => {
  const service = read('linkbraid-helper.service');
  const values = (key: string) => [...service.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);

  test('starts and ends the helper with commands that it has', () => {
    const commands = [...values('ExecStart'), ...values('ExecStopPost')].map((line) => line?.split(' ').at(-1));
    expect(commands).toEqual(['serve', 'restore']);
    expect(Object.keys(HELPER_COMMANDS)).toEqual(expect.arrayContaining(commands));
  });

  test('keeps the way back of bonds that are up when it stops, and what asks for their addresses', () => {
    expect(values('RuntimeDirectoryPreserve')).toEqual(['yes']);
    expect(values('KillMode')).toEqual(['process']);
  });

  test('uses the places that the helper looks for', () => {
    const { LINKBRAID_RUN_DIR: run, LINKBRAID_STATE_DIR: state, LINKBRAID_SOCKET: socket } = HELPER_ENVIRONMENT;
    expect(`/run/${values('RuntimeDirectory').join()}`).toBe(run.default);
    expect(`/var/lib/${values('StateDirectory').join()}`).toBe(state.default);
    expect(read('linkbraid-helper.socket')).toContain(`ListenStream=${socket.default}\n`);
  });

  test('has of root’s powers those that links need', () => {
    expect(values('CapabilityBoundingSet')).toEqual(['CAP_NET_ADMIN CAP_NET_RAW CAP_NET_BIND_SERVICE']);
    expect(values('NoNewPrivileges')).toEqual(['yes']);
  });
});

describe('scripts that root runs', () => {
  const scripts = ['install-helper.sh', ...readdirSync('build/system/debian').map((name) => `debian/${name}`)];

  test.each(scripts)('%s is understood by sh and stops at the first failure', (name) => {
    const text = read(name);
    expect(spawnSync('sh', ['-n', join('build/system', name)]).status).toBe(0);
    expect(text).toMatch(/^set -eu?$/m);
    expect(text).not.toMatch(/\beval\b|`|\bcurl\b|\bwget\b/);
  });
});

test.runIf(has('desktop-file-validate'))('the desktop entry is valid', () => {
  const result = spawnSync('desktop-file-validate', ['build/system/linkbraid.desktop'], { encoding: 'utf8' });
  expect(result.stdout + result.stderr).toBe('');
  expect(result.status).toBe(0);
});

test.runIf(has('appstreamcli'))('the AppStream metainfo is valid', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkbraid-metainfo-'));
  const file = join(folder, 'org.linkbraid.Linkbraid.metainfo.xml');
  writeFileSync(
    file,
    read('org.linkbraid.Linkbraid.metainfo.xml').replace('@VERSION@', '0.1.0').replace('@DATE@', '2026-01-01'),
  );
  const result = spawnSync('appstreamcli', ['validate', '--no-net', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(result.stdout).toContain('Validation was successful');
  expect(result.status).toBe(0);
});
