import type { AdvicePort, Gain, ModeAdvice, Recommendation, Verdict } from '../../contract/advice.ts';
import type { LinkAdvice } from '../../contract/wire.ts';
import { table, wrap } from './layout.ts';
import { band, linkSpeed } from './units.ts';
import type { View } from './view.ts';

const VERDICTS: Record<Verdict, string> = {
  works: 'works',
  'works-with-limits': 'works with limits',
  cannot: 'cannot',
};

export function adviceText({ input, modes, neverDrop, addUpSpeed }: LinkAdvice, view: View): string {
  if (input.ports.length === 0) return 'No adapter can take part: "linkbraid adapters" says why.\n';
  const lines = [
    ...wrap(`For ${input.ports.map(portText).join(', ')}:`, view),
    ...table(
      [{ title: 'MODE' }, { title: 'VERDICT' }, { title: 'ONE CONNECTION' }, { title: 'MANY' }, { title: 'WHY' }],
      modes.map((mode) => row(mode, view)),
      view,
      2,
    ),
    '',
    ...recommended('To keep connected', neverDrop, view),
    ...recommended('To add up speed', addUpSpeed, view),
  ];
  return `${lines.join('\n')}\n`;
}

function portText({ name, kind, speedMbps, wifi }: AdvicePort): string {
  if (kind !== 'wifi') return speedMbps === null ? name : `${name} (${linkSpeed(speedMbps)})`;
  if (!wifi) return `${name} (no network named)`;
  return `${name} ("${wifi.ssid}"${wifi.frequencyMhz === null ? '' : `, ${band(wifi.frequencyMhz)}`})`;
}

function row({ mode, verdict, gain, reasons }: ModeAdvice, { style }: View): string[] {
  const tone = { works: style.good, 'works-with-limits': style.warn, cannot: style.bad }[verdict];
  const gains = (up: number | null, down: number | null) => (verdict === 'cannot' ? '' : gainText(up, down, gain));
  return [
    mode,
    tone(VERDICTS[verdict]),
    gains(gain.oneUp, gain.oneDown),
    gains(gain.manyUp, gain.manyDown),
    reasons.map(({ message }) => message).join(' '),
  ];
}

/** Multiples of the fastest link alone. */
function gainText(up: number | null, down: number | null, { atMost }: Gain): string {
  const times = (factor: number | null) => (factor === null ? '?' : `${factor}×`);
  if (up === null && down === null) return 'not known';
  const both = up === down ? times(up) : `${times(up)} up, ${times(down)} down`;
  return atMost && (up !== 1 || down !== 1) ? `at most ${both}` : both;
}

function recommended(purpose: string, { mode, why }: Recommendation, view: View): string[] {
  const indent = 'To keep connected:'.length + 2;
  return wrap(mode === null ? why : `${mode}. ${why}`, view, indent, view.style.bold(`${purpose}:`));
}
