import { readFileSync } from 'node:fs';
import { LinkbraidError } from '../contract/errors.ts';
import type { DecodedParams, Method, Permission } from '../contract/wire.ts';
import { METHODS } from '../contract/wire.ts';
import type { PeerCredentials } from '../kernel/credentials.ts';
import { isMember, parseGroup, parsePasswd } from './user-database.ts';

export type Verdict = { allowed: true } | { allowed: false; needs: string; mend: string };

/** Decides for one request. Asked anew each time: who may do what can change while a connection is open. */
export type Authorizer = (peer: PeerCredentials, permission: Permission) => Verdict | Promise<Verdict>;

/** What a decoded request asks for. A document sent along with `up` is a profile nobody saved, so it counts as one. */
export function permissionFor<M extends Method>(method: M, params: DecodedParams<M>): Permission {
  if (method === 'up' && (params as DecodedParams<'up'>).document !== undefined) return 'configure';
  return METHODS[method].permission;
}

/** @throws LinkbraidError `not-allowed` with `details: { permission, needs, mend }` */
export async function demand(authorize: Authorizer, peer: PeerCredentials, permission: Permission): Promise<void> {
  const verdict = await authorize(peer, permission);
  if (verdict.allowed) return;
  const { needs, mend } = verdict;
  throw new LinkbraidError('not-allowed', `This needs ${needs}.`, { permission, needs, mend });
}

export interface GroupAuthorizerOptions {
  /** Default `netdev`, which Debian gives to the users who look after the network. */
  group?: string;
  readFile?: (path: '/etc/passwd' | '/etc/group') => string;
}

/**
 * For machines without polkit: everyone reads; root and the members of one group do the rest. The two files are read
 * for each decision, so taking someone out of the group works at once.
 */
export function groupAuthorizer(options: GroupAuthorizerOptions = {}): Authorizer {
  const { group: groupName = 'netdev', readFile = (path: string) => readFileSync(path, 'utf8') } = options;
  return (peer, permission) => {
    if (permission === 'read' || peer.uid === 0) return { allowed: true };
    const group = parseGroup(readFile('/etc/group')).find(({ name }) => name === groupName);
    if (!group) {
      return {
        allowed: false,
        needs: `root (this machine has no group "${groupName}")`,
        mend: `run the command with sudo, or create the group: sudo addgroup --system ${groupName}`,
      };
    }
    const users = parsePasswd(readFile('/etc/passwd'));
    if (peer.gid === group.gid || isMember(peer.uid, group, users)) return { allowed: true };
    const name = users.find(({ uid }) => uid === peer.uid)?.name ?? 'USER';
    return {
      allowed: false,
      needs: `root or membership of the group "${groupName}"`,
      mend: `sudo adduser ${name} ${groupName}`,
    };
  };
}
