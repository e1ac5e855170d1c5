import type { Command } from '../command.ts';
import { down, keep, revert, up } from './change.ts';
import { doctor } from './doctor.ts';
import { adapters, events, networks, plan, status } from './look.ts';
import { profileList, profileRemove, profileSet, profileShow } from './profile.ts';

/** In the order of the help text. */
export const COMMANDS: readonly Command[] = [
  adapters,
  networks,
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
  events,
  doctor,
];
