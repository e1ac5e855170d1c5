/*
 * npm test [-- STAGE…]: set-up, static checks, build and tests, each whatever became of the others, so that one run
 * tells everything. Its last line counts the lot: a static check is one, and so is each test.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TYPESCRIPT, run } from './children.mjs';
import { setUp } from './setup.mjs';

const CHECKS = [
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'lint', command: ['eslint', '--max-warnings=0', '.'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types:pure', command: ['tsc', '-p', 'build/tsconfig.pure.json'] },
  {
    name: 'types:window',
    command: ['svelte-check', '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  { name: 'boundaries', command: ['depcruise', 'helper', 'main', 'renderer', 'test', 'build'] },
  { name: 'unused', command: ['knip'] },
];
const BUILD = { name: 'build', command: [...TYPESCRIPT, 'build/build.ts'] };
const TESTS = [{ name: 'unit' }, { name: 'system', slow: true }, { name: 'window', slow: true }];
const STAGES = [...CHECKS, BUILD, ...TESTS];

const total = { passed: 0, failed: 0, skipped: 0 };

/** `types` also means `types:…`; `check` means every static check. */
function choose(words) {
  if (words.length === 0) return STAGES;
  const meant = (word) =>
    word === 'check' ? CHECKS : STAGES.filter(({ name }) => name.split(':')[0] === word || name === word);
  const wrong = words.filter((word) => meant(word).length === 0);
  if (wrong.length > 0)
    throw new Error(`no such stage: ${wrong.join(' ')} (there are check ${STAGES.map(({ name }) => name).join(' ')})`);
  const chosen = STAGES.filter((stage) => words.some((word) => meant(word).includes(stage)));
  return chosen.some(({ slow }) => slow) ? STAGES.filter((stage) => stage === BUILD || chosen.includes(stage)) : chosen;
}

/** One pass or failure by its exit code; the output is shown only when it failed. */
async function check({ name, command }) {
  const clock = stopwatch();
  let output = '';
  const code = await run(command, { onOutput: (text) => (output += text) });
  report(name, clock(), code === 0 ? { passed: 1 } : { failed: 1 }, code === 0 ? '' : output);
  return code === 0;
}

/**
 * The slow stages show Vitest's lines as they come, since the virtual laptop takes minutes; what passing tests print is
 * left out.
 */
async function test({ name, slow = false }, folder) {
  const clock = stopwatch();
  const file = join(folder, `${name}.json`);
  const reporters = [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    '--silent=passed-only',
    '--allowOnly=false',
  ];
  let output = '';
  const onOutput = slow ? indented() : (text) => (output += text);
  const code = await run(['vitest', 'run', '--project', name, ...reporters], { onOutput });
  const result = counts(file, code);
  report(name, clock(), result, result.failed === 0 ? '' : output);
}

function counts(file, code) {
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { failed: 1 };
  }
  // A test file that could not be loaded has no tests in it, and an error outside of any test shows in the exit code alone.
  const broken = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
  ).length;
  const failed = result.numFailedTests + broken;
  const none = result.numPassedTests + failed === 0;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && (code !== 0 || none) ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

function report(name, seconds, { passed = 0, failed = 0, skipped = 0 }, log = '') {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const what = passed + failed + skipped > 1 ? `  ${line({ passed, failed, skipped })}` : '';
  console.log(`${failed === 0 ? '✓' : '✗'} ${name.padEnd(13)} ${seconds.padStart(6)} s${what}`);
  if (log !== '') indented()(log.endsWith('\n') ? log : `${log}\n`);
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function stopwatch() {
  const start = performance.now();
  return () => ((performance.now() - start) / 1000).toFixed(1);
}

/** Indents: what a stage prints can then not be taken for this run's own lines. */
function indented() {
  let atStart = true;
  return (text) => {
    const shown = text.replace(/^(?=.)/gm, (_, offset) => (offset > 0 || atStart ? '    ' : ''));
    atStart = text.endsWith('\n');
    process.stdout.write(shown);
  };
}

async function all(stages) {
  const checks = CHECKS.filter((stage) => stages.includes(stage));
  const worker = async () => {
    for (let next = checks.shift(); next !== undefined; next = checks.shift()) await check(next);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));

  const built = stages.includes(BUILD) ? await check(BUILD) : true;
  const folder = mkdtempSync(join(tmpdir(), 'linkbraid-test-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const stage of TESTS.filter((each) => stages.includes(each))) {
    if (built || !stage.slow) await test(stage, folder);
    else console.log(`- ${stage.name.padEnd(13)} left out: the build failed`);
  }
}

try {
  const stages = choose(process.argv.slice(2));
  const clock = stopwatch();
  setUp();
  console.log(`✓ ${'set-up'.padEnd(13)} ${clock().padStart(6)} s`);
  await all(stages);
  console.log(`  ${'all'.padEnd(13)} ${clock().padStart(6)} s\n\n${line(total)}`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
