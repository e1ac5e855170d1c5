import type { LinkbraidError } from '../contract/errors.ts';
import type { Finding } from '../contract/wire.ts';

/** Whether a person at a client gets through to the helper, and what it lets them do. */

export interface SocketFacts {
  path: string;
  found: 'nothing' | 'socket' | 'something else' | 'out of reach';
  /** null where nothing is. */
  owner: number | null;
  /** Who asks. */
  self: number;
}

const START = 'sudo linkbraid-helper serve';

/** Why no helper answered, from what is at its place and how the attempt ended. */
export function judgeHelper({ path, found, owner, self }: SocketFacts, error: LinkbraidError): Finding {
  const problem = (says: string, mend: string): Finding => ({ check: 'helper', level: 'problem', says, mend });
  if (error.code === 'version-mismatch') {
    return problem(error.message, 'install the same version of both');
  }
  if (found === 'nothing') return problem(`The helper is not running: there is no socket at ${path}.`, START);
  if (found === 'out of reach')
    return problem(`${path} may not be looked at.`, 'let users enter its directory (mode 0755)');
  if (found === 'something else') return problem(`${path} is not a socket.`, 'move it away and start the helper');
  if (owner !== 0 && owner !== self) {
    return problem(`The socket at ${path} belongs to user ${owner}, who is neither root nor you.`, START);
  }
  return problem(`The socket at ${path} is there, but no helper answers on it.`, START);
}

export function judgePermission(
  verdict: { allowed: true } | { allowed: false; needs: string; mend: string; password?: true },
): Finding {
  if (verdict.allowed) {
    return { check: 'permissions', level: 'ok', says: 'You may change the network and its profiles.', mend: null };
  }
  if (verdict.password) {
    const says = 'You may change profiles once you give an administrator’s password.';
    return { check: 'permissions', level: 'ok', says, mend: null };
  }
  const says = `You may look but not change anything: that needs ${verdict.needs}.`;
  return { check: 'permissions', level: 'problem', says, mend: verdict.mend };
}
