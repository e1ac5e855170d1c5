import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventLog } from './apply/event-log.ts';
import { BondRecords, Journal } from './apply/journal.ts';
import { Linkbraid } from './apply/linkbraid.ts';
import { Suspended } from './apply/suspended.ts';
import { savedPassphrases } from './apply/work.ts';
import { Transactions } from './apply/transactions.ts';
import { EXIT_STATUS, LinkbraidError } from './contract/errors.ts';
import type { Transaction } from './contract/transaction.ts';
import { DirectEngine } from './engines/direct/direct.ts';
import { gatherMachineFacts } from './kernel/machine-facts.ts';
import { Polkit } from './kernel/polkit.ts';
import { inheritedSocket, notifyServiceManager } from './kernel/service-manager.ts';
import { watchWaking } from './kernel/sleep.ts';
import { SystemBus } from './kernel/system-bus.ts';
import { judgeMachine } from './observe/doctor.ts';
import { Observer } from './observe/observer.ts';
import { profileOf } from './plan/image.ts';
import { groupAuthorizer, polkitAuthorizer } from './serve/authorize.ts';
import { HELPER_ENVIRONMENT, HELPER_HELP as HELP } from './serve/help.ts';
import { Idle } from './serve/idle.ts';
import { createLog } from './serve/log.ts';
import { startServer } from './serve/server.ts';
import { openProfileStore } from './store/profiles.ts';

/** How often an idle helper asks itself whether it is needed. */
const IDLE_CHECK_MS = 30_000;

const setting = (name: keyof typeof HELPER_ENVIRONMENT) => process.env[name] ?? HELPER_ENVIRONMENT[name].default;
const runDir = setting('LINKBRAID_RUN_DIR');
const stateDir = setting('LINKBRAID_STATE_DIR');
const socketPath = setting('LINKBRAID_SOCKET');
const log = createLog((line) => process.stderr.write(line));

interface Machinery {
  engine: DirectEngine;
  observer: Observer;
  journal: Journal;
  records: BondRecords;
  suspended: Suspended;
}

async function start(): Promise<Machinery> {
  const dhcpScript = join(fileURLToPath(new URL('.', import.meta.url)), 'dhcp-event');
  const engine = new DirectEngine({ runDir, stateDir, dhcpScript });
  const observer = new Observer(engine.sources);
  await engine.attach(observer);
  await observer.start();
  return {
    engine,
    observer,
    journal: new Journal(runDir),
    records: new BondRecords(runDir),
    suspended: new Suspended(runDir),
  };
}

async function serve(): Promise<void> {
  const machinery = await start();
  const profiles = openProfileStore(stateDir);
  for (const problem of profiles.problems()) log.warn(problem.says, { profile: problem.profile, kept: problem.kept });
  const core = new Linkbraid({
    ...machinery,
    profiles,
    log: new EventLog(stateDir),
    doctor: async () => judgeMachine(await gatherMachineFacts()),
  });
  await core.start();
  const bus = new SystemBus();
  const polkit = new Polkit(bus);
  await watchWaking(bus, () => core.woke()).catch(() => {}); // no system bus: nobody tells
  const inherited = inheritedSocket();
  const server = await startServer({
    socketPath,
    inherited,
    core,
    profiles,
    version: __VERSION__,
    authorize: polkitAuthorizer((...asked) => polkit.check(...asked), groupAuthorizer()),
    log,
  });
  log.info('ready', { socket: socketPath, version: __VERSION__ });
  notifyServiceManager('READY=1');
  core.automatic().catch((error: unknown) => log.error('bug', { where: String((error as Error).stack ?? error) }));
  const stop = () => {
    notifyServiceManager('STOPPING=1');
    void server.close().finally(() => {
      core.stop();
      machinery.engine.close();
      bus.close();
      process.exit(0);
    });
  };
  // Only where the next client starts us again.
  if (inherited !== null) {
    const idle = new Idle();
    const clock = setInterval(() => {
      if (!idle.isLongEnough(core.snapshot(), server.connections(), Date.now())) return;
      clearInterval(clock);
      log.info('nothing to do', {});
      stop();
    }, IDLE_CHECK_MS);
  }
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** One piece of work with nothing else of ours alive. @returns the exit status */
async function alone(work: (transactions: Transactions, observer: Observer) => Promise<number>): Promise<number> {
  const { engine, observer, journal, records, suspended } = await start();
  const transactions = new Transactions({
    engine,
    observer,
    journal,
    records,
    changed: () => {},
    suspend: (profile) => suspended.add(profile),
    // Opened when needed: what is wrong with the profiles must not keep the links from coming back.
    passphrases: (name) => savedPassphrases(openProfileStore(stateDir), name),
    quiet: () => Promise.resolve(),
    // Nothing is kept here but what was decided already; its profile was written then, or stays as it was.
    save: () => {},
  });
  engine.afterBoot();
  engine.adopt();
  try {
    return await work(transactions, observer);
  } finally {
    observer.stop();
    engine.close();
  }
}

/** Exit status 0 also when there was nothing to do, so that a service can call it at every stop. */
async function restore(transactions: Transactions): Promise<number> {
  return settled(await transactions.recover(true));
}

/** Every bond of ours, one after another; one that cannot be taken apart keeps none of the others up. */
async function release(transactions: Transactions, observer: Observer): Promise<number> {
  let worst = await restore(transactions);
  const { bonds } = await observer.fresh();
  for (const bond of Object.keys(bonds)) {
    if (profileOf(observer.machine(), bond) === null) continue;
    try {
      worst = Math.max(worst, settled(await transactions.down(bond)));
    } catch (error) {
      if (!(error instanceof LinkbraidError)) throw error;
      log.error(error.message, { bond });
      worst = Math.max(worst, EXIT_STATUS[error.code]);
    }
  }
  return worst;
}

function settled(transaction: Transaction | null): number {
  if (transaction === null) return 0;
  const { state, bond, profile, problem } = transaction;
  log.info(state, { bond, profile });
  if (state !== 'stuck') return 0;
  for (const left of problem?.left ?? []) log.error(`not put back: ${left}`);
  return EXIT_STATUS.stuck;
}

async function main(words: readonly string[]): Promise<void> {
  // Asked for help, or for anything that is not understood, nothing may be touched.
  const command =
    words.includes('--help') || words.includes('-h') ? '--help' : words.length === 1 ? words[0] : undefined;
  switch (command) {
    case 'serve':
      return serve();
    case 'restore':
      process.exit(await alone(restore));
      break;
    case 'release':
      process.exit(await alone(release));
      break;
    case '--help':
      process.stdout.write(HELP);
      return;
    case '--version':
      process.stdout.write(`${__VERSION__}\n`);
      return;
    default:
      process.stderr.write(HELP);
      process.exit(EXIT_STATUS.usage);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  log.error(error instanceof LinkbraidError ? error.message : `unexpected: ${String((error as Error).stack ?? error)}`);
  process.exit(error instanceof LinkbraidError ? EXIT_STATUS[error.code] : EXIT_STATUS.failed);
});
