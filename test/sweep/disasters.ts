import { diffState, type LaptopState } from '../lab/lab.ts';
import type { Act, Adapter, Course, Ground } from './ground.ts';

export interface Outcome {
  what: string;
  /** Which state it ended in; what is wrong otherwise. */
  ends: 'old' | 'new' | { wrong: string[] };
}

export type Place = { at: number; says: string };

export function places({ moments }: Course, wanted: (says: string) => boolean): Place[] {
  return moments.map((says, at) => ({ at, says })).filter(({ says }) => wanted(says));
}

/** Before each word of the journal, and while each touch is under way: what is in between is the same as one of these. */
export const DEATHS = (says: string): boolean => !says.startsWith('touch');
export const TOUCHES = (says: string): boolean => says.startsWith('touch');

export const WRITES = (says: string): boolean => says.startsWith('file write');

/** Killed there; `linkbraid-helper restore` or the next helper settles it, turn about. */
export async function killed(ground: Ground, act: Act, course: Course, place: Place): Promise<Outcome> {
  const what = `${act.name}, killed ${where(course, place)}`;
  return died(ground, act, course, place, 'die', what);
}

/** Killed with half of what is just being written in the file. */
export async function torn(ground: Ground, act: Act, course: Course, place: Place): Promise<Outcome> {
  const what = `${act.name}, killed half through ${where(course, place)}`;
  return died(ground, act, course, place, 'die-half', what);
}

/** Killed at the last touch, and then the journal loses all but its first lines and half of the next. */
export async function truncated(ground: Ground, act: Act, course: Course, lines: number): Promise<Outcome> {
  const place = lastTouch(course);
  const what = `${act.name}, journal cut in line ${lines + 1}, killed ${where(course, place)}`;
  return died(ground, act, course, place, 'die', what, async () => {
    await ground.laptop.lab.shell(`cd /run/linkbraid
[ -e transaction.jsonl ] || exit 0 # over before that moment came
head -n ${lines} transaction.jsonl >cut
sed -n ${lines + 1}p transaction.jsonl | tr -d '\\n' >next
head -c $(($(wc -c <next) / 2)) next >>cut
cat cut >transaction.jsonl; rm cut next`);
  });
}

/** How many lines the journal has got when the last touch is under way. */
export function journalLines(course: Course): number {
  return course.moments.slice(0, lastTouch(course).at).filter(journalled).length;
}

const journalled = (says: string) => /^file write .*transaction\.jsonl/.test(says);

/** Before the decision, that is: what comes later is no part of the change. */
function lastTouch({ moments }: Course): Place {
  const decided = moments.findLastIndex(journalled);
  const at = moments.slice(0, decided).findLastIndex((says) => says.startsWith('during'));
  return { at, says: moments[at] ?? '' };
}

const where = ({ moments }: Course, { at, says }: Place) => `at ${at + 1} of ${moments.length} (${says})`;

async function died(
  ground: Ground,
  act: Act,
  course: Course,
  { at }: Place,
  how: 'die' | 'die-half',
  what: string,
  then: () => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  const { laptop } = ground;
  const restores = at % 2 === 0;
  await ground.prepare(act);
  await ground.arm(at, how);
  await act.run(laptop);
  await laptop.killHelper(); // where it was not reached
  await then();
  if (restores) {
    const { code, stderr } = await laptop.restore();
    if (code !== 0) return { what, ends: { wrong: [`restore ended with ${code}: ${stderr}`] } };
  }
  const states = [course.old, course.after, ...(act.tried ? [course.home] : [])];
  // What is true must be so before another helper looks at it.
  const first = restores ? await endOf(ground, states) : null;
  await ground.helper();
  return { what, ends: first ?? (await endOf(ground, states)) };
}

/** With so many pages of four kilobytes free on the disk that the helper writes to. */
export async function onFullDisk(ground: Ground, act: Act, course: Course, pages: number): Promise<Outcome> {
  const { laptop } = ground;
  const what = `${act.name}, ${pages} pages left on the disk`;
  await ground.prepare(act);
  await laptop.lab.shell(`cd /run/linkbraid
dd if=/dev/zero of=fill bs=4k 2>/dev/null || true
truncate -s -$((${pages} * 4096)) fill`);
  const result = await act.run(laptop);
  const ends = await endOf(ground, [course.old, course.after, course.home]);
  const named = result.code === 0 || /disk is full|ENOSPC/.test(result.stdout + result.stderr);
  await laptop.lab.shell('rm /run/linkbraid/fill');
  return { what, ends: named ? ends : { wrong: [`ended with ${result.code}: ${result.stderr}${result.stdout}`] } };
}

export const MEDDLINGS = [
  { says: 'another program takes eth1 out', script: 'ip link set eth1 nomaster' },
  { says: 'another program sets bond0 down', script: 'ip link set bond0 down' },
  { says: 'another program sets eth1 down', script: 'ip link set eth1 down' },
  { says: 'another program takes the address off', script: 'ip address flush dev bond0 scope global' },
  { says: 'another program sets miimon', script: 'echo 77 >/sys/class/net/bond0/bonding/miimon' },
  { says: 'another program deletes bond0', script: 'ip link delete bond0' },
];

/** Something happens to the links while the helper stands still there. */
export async function meddled(
  ground: Ground,
  act: Act,
  course: Course,
  place: Place,
  meddling: (typeof MEDDLINGS)[number],
): Promise<Outcome> {
  const { laptop } = ground;
  const what = `${act.name}, ${meddling.says} ${where(course, place)}`;
  await ground.prepare(act);
  await ground.arm(place.at, 'hold');
  await ground.held(act.run(laptop), () => laptop.lab.exec(['sh', '-c', meddling.script]));
  return { what, ends: await endOf(ground, [course.old, course.after]) };
}

/** The adapter leaves the bus there, and comes back as new when all is over. */
export async function unplugged(
  ground: Ground,
  act: Act,
  course: Course,
  place: Place,
  adapter: Adapter,
): Promise<Outcome> {
  const { laptop } = ground;
  const what = `${act.name}, ${adapter} unplugged ${where(course, place)}`;
  await ground.prepare(act);
  await ground.arm(place.at, 'hold');
  const run = act.run(laptop);
  await ground.held(run, () => ground.unplug(adapter));
  const { code, stdout, stderr } = await run;
  const named = code === 0 || (code !== 6 && (stdout + stderr).includes(adapter));
  if (!named) return { what, ends: { wrong: [`ended with ${code}: ${stderr}${stdout}`] } };
  return { what, ends: await endOf(ground, [course.old, course.after], adapter) };
}

async function endOf(ground: Ground, states: readonly LaptopState[], gone?: string): Promise<Outcome['ends']> {
  const limit = Date.now() + 20_000;
  for (;;) {
    const now = await ground.laptop.lab.captureState();
    const left = states.map((state) => diffState(without(state, gone), without(now, gone)));
    const reached = left.findIndex((lines) => lines.length === 0);
    if (reached !== -1) return reached === 1 ? 'new' : 'old';
    if (Date.now() > limit) return { wrong: left.sort((a, b) => a.length - b.length)[0] ?? [] };
  }
}

/** The same without an adapter, and without what a bond shows of it. */
function without(state: LaptopState, adapter: string | undefined): LaptopState {
  if (adapter === undefined) return state;
  const keep = ([name]: [string, unknown]) => name !== adapter;
  const filtered = <T>(record: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(record).filter(keep));
  const links = Object.entries(filtered(state.links)).map(([name, link]) => [
    name,
    // The active port and the primary are others then.
    { ...link, options: link.options.replaceAll(/(active_slave|primary):"[^"]*",?/g, '') },
  ]);
  return {
    ...state,
    links: Object.fromEntries(links) as LaptopState['links'],
    addresses: filtered(state.addresses),
    routes: state.routes.filter((route) => !route.includes(`"${adapter}"`)),
    qdiscs: state.qdiscs.filter((qdisc) => !qdisc.startsWith(`${adapter} `)),
    sysctls: Object.fromEntries(Object.entries(state.sysctls).filter(([key]) => !key.includes(`/${adapter}/`))),
  };
}
