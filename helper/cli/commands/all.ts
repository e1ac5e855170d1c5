import type { Command } from '../command.ts';
import { advise } from './advise.ts';
import { down, keep, revert, up } from './change.ts';
import { complete } from './complete.ts';
import { doctor } from './doctor.ts';
import { exportCommand, importCommand } from './exchange.ts';
import { activate, adopt, portAdd, portRemove, portSet, set } from './live.ts';
import { adapters, events, networks, plan, status } from './look.ts';
import { profileList, profileRemove, profileSet, profileShow } from './profile.ts';

/** In the order of the help text. */
export const COMMANDS: readonly Command[] = [
  adapters,
  networks,
  advise,
  profileList,
  profileShow,
  profileSet,
  profileRemove,
  plan,
  up,
  keep,
  revert,
  down,
  status,
  adopt,
  activate,
  set,
  portAdd,
  portRemove,
  portSet,
  events,
  doctor,
  importCommand,
  exportCommand,
  complete,
];
