import type { HelperState } from './bridge/contract.ts';
import { readable } from './bridge/readable.ts';
import { isSettled, standing } from './bridge/standing.ts';
import type { AppWords } from './words.ts';

/* What the tray shows, as plain data: made from the helper's last word, and compared before anything is redrawn. */

export type TrayIcon = 'off' | 'on' | 'strained' | 'down';

export interface TrayView {
  icon: TrayIcon;
  tooltip: string;
  /** One line on the state, then one a port. */
  lines: string[];
  toggle: { checked: boolean; enabled: boolean };
  /** Saved profiles, each one click away. */
  profiles: { name: string; label: string; active: boolean }[];
  /** Whether one may be chosen now. */
  idle: boolean;
}

export function trayView(helper: HelperState, hasProfile: boolean, words: AppWords): TrayView {
  if (helper.state !== 'connected') {
    return {
      icon: 'off',
      tooltip: words.noHelper,
      lines: [words.noHelper],
      toggle: { checked: false, enabled: false },
      profiles: [],
      idle: false,
    };
  }
  const { transaction } = helper.snapshot;
  const busy = !isSettled(transaction);
  const now = standing(helper.snapshot);
  const says = busy && transaction?.state !== 'provisional' ? words.working : words.standing(now);
  const ports = now.is === 'off' ? [] : now.bond.ports.map(({ name, role }) => words.port(name, words.roles[role]));
  const ours = now.is === 'off' ? hasProfile : now.bond.profile !== null;
  return {
    icon: iconFor(now.is),
    tooltip: `Linkbraid – ${says}`,
    lines: [says, ...ports],
    toggle: { checked: now.is !== 'off', enabled: ours && !busy },
    profiles: helper.snapshot.profiles.map(({ name, activeBond }) => ({
      name,
      label: readable(name),
      active: activeBond !== null,
    })),
    idle: !busy && (now.is === 'off' || now.bond.profile !== null),
  };
}

function iconFor(is: ReturnType<typeof standing>['is']): TrayIcon {
  switch (is) {
    case 'off':
      return 'off';
    case 'all-well':
      return 'on';
    case 'poor-port':
    case 'last-port':
    case 'fewer-ports':
      return 'strained';
    case 'nothing-left':
      return 'down';
  }
}
