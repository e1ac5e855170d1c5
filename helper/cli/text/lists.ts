import type { ProfileSummary } from '../../contract/snapshot.ts';
import type { Finding, LinkEvent } from '../../contract/wire.ts';
import { table, wrap } from './layout.ts';
import { count, dateAndTime } from './units.ts';
import type { View } from './view.ts';

export function profilesText(profiles: readonly ProfileSummary[], view: View): string {
  if (profiles.length === 0) return 'No profiles are saved: "linkbraid profile set FILE" saves one.\n';
  const columns = [
    { title: 'PROFILE' },
    { title: 'BOND' },
    { title: 'MODE' },
    { title: 'PORTS' },
    { title: 'AT START' },
    { title: 'NOW' },
  ];
  const rows = profiles.map((profile) => [
    profile.name,
    profile.bond,
    profile.mode,
    profile.ports.join(', '),
    profile.autoActivate ? 'comes up' : 'waits',
    profile.activeBond !== null ? `in use by ${profile.activeBond}` : profile.suspended ? 'suspended' : '',
  ]);
  const lines = table(columns, rows, view);
  if (profiles.some(({ suspended }) => suspended)) {
    lines.push(
      '',
      ...wrap(
        'A suspended profile did not work the last time. It comes up when you say so: "linkbraid up NAME".',
        view,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** One event a line, oldest first. */
export function eventsText(events: readonly LinkEvent[], view: View): string {
  const width = Math.max(0, ...events.map((event) => event.kind.length));
  return events.map((event) => `${eventLines(event, width, view).join('\n')}\n`).join('');
}

/** Longest kind, for streams whose later events are not known yet. */
const KIND_WIDTH = 'carrier-lost'.length;

export function eventText(event: LinkEvent, view: View): string {
  return `${eventLines(event, KIND_WIDTH, view).join('\n')}\n`;
}

function eventLines(event: LinkEvent, kindWidth: number, view: View): string[] {
  const lead = `${view.style.dim(dateAndTime(event.at))}  ${event.kind.padEnd(kindWidth)}  `;
  return wrap(event.says, view, 19 + 2 + kindWidth + 2, lead);
}

export function findingsText(findings: readonly Finding[], view: View): string {
  const { style } = view;
  const tones = { ok: style.good, note: style.warn, problem: style.bad };
  const lines = findings.flatMap(({ level, says, mend }) => [
    ...wrap(says, view, 9, tones[level](level)),
    ...(mend === null ? [] : wrap(`To mend: ${mend}`, view, 9)),
  ]);
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const summary = problems === 0 ? 'Nothing stands in the way.' : `${count(problems, 'problem')} in the way.`;
  return `${[...lines, '', summary].join('\n')}\n`;
}
