import { readFileSync } from 'node:fs';
import type { PeerCredentials } from './credentials.ts';
import { BusError, Variant, type Address, type SystemBus } from './system-bus.ts';

/**
 * `challenge`: someone would have to prove who they are first, and was not asked or could not be. `absent`: there is no
 * polkit here, or it does not know our actions. `silent`: it is there and gives no answer.
 */
export type PolkitAnswer = 'yes' | 'no' | 'challenge' | 'absent' | 'silent';

const AUTHORITY: Address = {
  service: 'org.freedesktop.PolicyKit1',
  path: '/org/freedesktop/PolicyKit1/Authority',
  interface: 'org.freedesktop.PolicyKit1.Authority',
};

/** polkit(8), CheckAuthorizationFlags */
const ALLOW_USER_INTERACTION = 1;
/** polkit answers at once when nobody has to be asked. Shorter denies on a machine that swaps. */
const CALL_MS = 5_000;
/** For as long as a password prompt may stand open; a prompt forgotten for longer counts as dismissed. */
const PROMPT_MS = 180_000;

/** One that is installed and fails to start is not absent: crashing it must open no other way in. */
const ABSENT = ['org.freedesktop.DBus.Error.ServiceUnknown', 'org.freedesktop.DBus.Error.NameHasNoOwner'];

/** Asks polkit whether the process at the other end of a socket may do something. */
export class Polkit {
  constructor(private readonly bus: SystemBus) {}

  /** @param interactive whether the person may be asked for a password */
  async check(peer: PeerCredentials, action: string, interactive: boolean): Promise<PolkitAnswer> {
    const startTime = startTimeOf(peer);
    if (startTime === null) return 'no';
    const subject = [
      'unix-process',
      {
        pid: new Variant('u', peer.pid),
        'start-time': new Variant('t', startTime),
        // The kernel's word for who connected: what runs under this number by now may be a set-uid program.
        uid: new Variant('i', peer.uid),
      },
    ];
    try {
      const [authorized, challenge] = await this.bus.call<[boolean, boolean]>(
        AUTHORITY,
        'CheckAuthorization',
        '(sa{sv})sa{ss}us',
        [subject, action, {}, interactive ? ALLOW_USER_INTERACTION : 0, ''],
        { timeoutMs: interactive ? PROMPT_MS : CALL_MS },
      );
      return authorized ? 'yes' : challenge ? 'challenge' : 'no';
    } catch (error) {
      return isAbsence(error) ? 'absent' : 'silent';
    }
  }
}

function isAbsence(error: unknown): boolean {
  // No bus at all: nothing that polkit could be reached by.
  if (!(error instanceof BusError)) return true;
  return ABSENT.includes(error.type) || /is not registered/.test(error.message);
}

/**
 * When the process began, in clock ticks since the boot: with its number, what it is that polkit remembers. null when it
 * is gone, or its number belongs to someone else by now.
 */
function startTimeOf({ pid, uid }: PeerCredentials): bigint | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const owner = /^Uid:\t(\d+)\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    if (owner?.[1] !== String(uid) && owner?.[2] !== String(uid)) return null;
    // The program's name stands in brackets and may hold anything; the start is the 20th field after it (proc(5)).
    const text = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : null;
  } catch {
    return null;
  }
}
