import type { Interruption, Plan, Refusal } from '../../contract/plan.ts';
import { wrap } from './layout.ts';
import { count } from './units.ts';
import type { View } from './view.ts';

/** What a step costs; nothing is said of steps that cost nothing. */
const INTERRUPTIONS: Record<Interruption, string> = {
  nothing: '',
  blink: 'a blink',
  association: 'leaves its Wi-Fi network',
  connection: 'cuts connections over it',
};

export function planText(plan: Plan, view: View): string {
  const { style } = view;
  const lines: string[] = [];
  if (plan.refusals.length > 0) {
    lines.push(style.bad(`"${plan.profile}" cannot be carried out:`), ...refusalLines(plan.refusals, view));
  } else if (plan.steps.length === 0) {
    lines.push(`${plan.bond} is already as "${plan.profile}" wants it: nothing to do.`);
  } else {
    const together = plan.engine === 'networkmanager' ? ', together with NetworkManager' : '';
    lines.push(style.bold(`"${plan.profile}" on ${plan.bond}${together}, ${count(plan.steps.length, 'step')}:`));
    const numberWidth = String(plan.steps.length).length;
    plan.steps.forEach((step, index) => {
      const cost = INTERRUPTIONS[step.interrupts];
      const lead = `  ${String(index + 1).padStart(numberWidth)}  `;
      lines.push(...wrap(step.says + (cost === '' ? '' : ` ${style.warn(`(${cost})`)}`), view, lead.length, lead));
    });
  }
  if (plan.defaults.length > 0) {
    lines.push('', 'Chosen for you, since the profile does not say:');
    const rows = plan.defaults.map(({ option, value, why }) => [
      `${option} = ${Array.isArray(value) ? value.join(',') : value}`,
      why,
    ]);
    const lead = Math.max(...rows.map(([setting = '']) => setting.length)) + 4;
    for (const [setting = '', why = ''] of rows) lines.push(...wrap(why, view, lead, `  ${setting}`));
  }
  if (plan.warnings.length > 0) {
    lines.push('', style.warn('Worth knowing:'));
    for (const { about, message } of plan.warnings) lines.push(...wrap(`${about}: ${message}`, view, 2));
  }
  return `${lines.join('\n')}\n`;
}

export function refusalLines(refusals: readonly Refusal[], view: View): string[] {
  return refusals.flatMap(({ about, message, mend }) => [
    ...wrap(`${about}: ${message}`, view, 2),
    ...wrap(`To mend: ${mend}`, view, 4),
  ]);
}
