import { Laptop } from '../system/laptop.ts';
import { casesOf } from './cases.ts';
import type { Outcome } from './disasters.ts';
import { ACTS, Ground, type Act } from './ground.ts';

/**
 * `npm run sweep [-- --quick] [-- ACT…] [-- --only=DISASTER,…]`: the real helper on the real kernel, and at each moment of
 * each act a disaster. A line a case; the last lines count them, and the exit status is 1 if one ended in neither state.
 */
const words = process.argv.slice(2);
/** Cases of one kind. */
const most = words.includes('--quick') ? 2 : Infinity;
const only = words
  .find((word) => word.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const named = words.filter((word) => !word.startsWith('--'));
const acts = ACTS.filter(({ name }) => named.length === 0 || named.includes(name));

type Tally = Record<'old' | 'new' | 'wrong', number>;
const tallies = new Map<string, Tally>();
const begun = Date.now();

async function count(ground: Ground, { name }: Act, disaster: string, run: () => Promise<Outcome>): Promise<void> {
  const key = `${name} | ${disaster}`;
  const tally = tallies.get(key) ?? { old: 0, new: 0, wrong: 0 };
  tallies.set(key, tally);
  const { what, ends } = await run().catch((error: unknown): Outcome => ({
    what: key,
    ends: { wrong: [String((error as Error).stack)] },
  }));
  tally[typeof ends === 'string' ? ends : 'wrong'] += 1;
  console.log(`${seconds()}  ${typeof ends === 'string' ? ends : 'WRONG'}  ${what}`);
  if (typeof ends === 'object') console.log(ends.wrong.map((line) => `    ${line}`).join('\n'));
  // Home by itself is part of the case; where that fails, the next one must not suffer from it.
  await ground.wayHome().catch(async (error: unknown) => {
    if (typeof ends === 'string') {
      tally[ends] -= 1;
      tally.wrong += 1;
    }
    console.log(`    WRONG and then ${String(error)}`);
    await ground.afresh();
  });
}

const seconds = () => `${((Date.now() - begun) / 1000).toFixed(0)} s`.padStart(7);

const laptop = await Laptop.boot();
try {
  const ground = await Ground.on(laptop);
  for (const act of acts) {
    const course = await ground.rehearse(act);
    console.log(`${act.name}: ${course.moments.length} moments`);
    for (const [disaster, cases] of Object.entries(casesOf(ground, act, course, most))) {
      if (only && !only.includes(disaster)) continue;
      if (disaster === 'full') await ground.smallDisk();
      for (const run of cases) await count(ground, act, disaster, run);
      if (disaster === 'full') await ground.largeDisk();
    }
  }
} finally {
  await laptop.stop();
}

const rows = [...tallies].map(([key, { old, new: after, wrong }]) => `| ${key} | ${old} | ${after} | ${wrong} |`);
console.log(
  `\n| act | disaster | old state | new state | neither |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`,
);
const sum = (which: keyof Tally) => [...tallies.values()].reduce((total, tally) => total + tally[which], 0);
const total = sum('old') + sum('new') + sum('wrong');
console.log(`\n${total} cases: ${sum('old')} in the old state, ${sum('new')} in the new, ${sum('wrong')} in neither`);
process.exit(sum('wrong') === 0 ? 0 : 1);
