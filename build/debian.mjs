import { spawnSync } from 'node:child_process';

/**
 * Installs Debian packages, as root or through sudo, and says so; elsewhere it names what is missing.
 * @param {string[][]} wanted each entry lists the names one package goes by in different releases
 * @param {string} why completes "Installing …: "
 */
export function installDebianPackages(wanted, why) {
  const asRoot = process.getuid?.() === 0;
  const names = wanted.map((candidates) => candidates[0]).join(' ');
  const possible =
    spawnSync('apt-get', ['--version']).status === 0 && (asRoot || spawnSync('sudo', ['-n', 'true']).status === 0);
  if (!possible) throw new Error(`Please install ${names}: ${why}.`);
  console.error(`Installing ${names}: ${why}.`);
  apt(asRoot, ['update', '-qq']);
  const chosen = wanted.map((candidates) => candidates.find(isKnown) ?? candidates[0]);
  if (apt(asRoot, ['install', '-y', '-qq', '--no-install-recommends', ...chosen]) !== 0) {
    throw new Error(`apt-get could not install ${chosen.join(' ')}; ${why}.`);
  }
}

function isKnown(name) {
  return /Candidate: (?!\(none\))/.test(spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout ?? '');
}

function apt(asRoot, argv) {
  const command = ['apt-get', ...argv];
  if (!asRoot) command.unshift('sudo');
  const [program = 'apt-get', ...rest] = command;
  return spawnSync(program, rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status;
}
