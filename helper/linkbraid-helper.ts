import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventLog } from './apply/event-log.ts';
import { BondRecords, Journal } from './apply/journal.ts';
import { Linkbraid } from './apply/linkbraid.ts';
import { Suspended } from './apply/suspended.ts';
import { Transactions } from './apply/transactions.ts';
import { EXIT_STATUS, LinkbraidError } from './contract/errors.ts';
import { DirectEngine } from './engines/direct/direct.ts';
import { gatherMachineFacts } from './kernel/machine-facts.ts';
import { judgeMachine } from './observe/doctor.ts';
import { Observer } from './observe/observer.ts';
import { groupAuthorizer } from './serve/authorize.ts';
import { createLog } from './serve/log.ts';
import { startServer } from './serve/server.ts';
import { openProfileStore } from './store/profiles.ts';

const HELP = `Usage: linkbraid-helper serve | restore

  serve    answers clients on the socket until it is told to stop
  restore  puts back what an unfinished change left behind, and ends; needs nothing else alive

Environment: LINKBRAID_SOCKET, LINKBRAID_RUN_DIR, LINKBRAID_STATE_DIR
`;

const runDir = process.env['LINKBRAID_RUN_DIR'] ?? '/run/linkbraid';
const stateDir = process.env['LINKBRAID_STATE_DIR'] ?? '/var/lib/linkbraid';
const socketPath = process.env['LINKBRAID_SOCKET'] ?? '/run/linkbraid/helper.sock';
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
  const server = await startServer({
    socketPath,
    core,
    profiles,
    version: __VERSION__,
    authorize: groupAuthorizer(),
    log,
  });
  log.info('ready', { socket: socketPath, version: __VERSION__ });
  const stop = () => {
    void server.close().finally(() => {
      core.stop();
      machinery.engine.close();
      process.exit(0);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Exit status 0 also when there was nothing to do, so that a service can call it at every stop. */
async function restore(): Promise<number> {
  const { engine, observer, journal, records, suspended } = await start();
  const transactions = new Transactions({
    engine,
    observer,
    journal,
    records,
    changed: () => {},
    suspend: (profile) => suspended.add(profile),
    quiet: () => Promise.resolve(),
  });
  engine.afterBoot();
  engine.adopt(Object.keys(observer.machine().bonds));
  const settled = await transactions.recover(true);
  observer.stop();
  engine.close();
  if (settled) log.info(settled.state, { bond: settled.bond, profile: settled.profile });
  if (settled?.state !== 'stuck') return 0;
  for (const left of settled.problem?.left ?? []) log.error(`not put back: ${left}`);
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
      process.exit(await restore());
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
