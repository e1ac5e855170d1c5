import { readFileSync } from 'node:fs';
import { LinkbraidError } from '../contract/errors.ts';
import type { DecodedParams, Method, Permission } from '../contract/wire.ts';
import { METHODS } from '../contract/wire.ts';
import type { PeerCredentials } from '../kernel/credentials.ts';
import type { PolkitAnswer } from '../kernel/polkit.ts';
import { isMember, parseGroup, parsePasswd } from './user-database.ts';

export type Verdict =
  | { allowed: true }
  /** `password`: whoever proves to be an administrator is let through after all. */
  | { allowed: false; needs: string; mend: string; password?: true };

/**
 * Decides for one request. Asked anew each time: who may do what can change while a connection is open. `interactive`:
 * the person may be asked for a password.
 */
export type Authorizer = (
  peer: PeerCredentials,
  permission: Permission,
  interactive: boolean,
) => Verdict | Promise<Verdict>;

/**
 * What a decoded request asks for. A document or options sent along with `up` make a profile that nobody saved, so they
 * count as one; and what carries a passphrase counts as bringing in secrets.
 */
export function permissionFor<M extends Method>(method: M, params: DecodedParams<M>): Permission {
  const { document, forceOptions, wifi } = params as { document?: unknown; forceOptions?: unknown; wifi?: unknown };
  const unsaved = method === 'up' && (document !== undefined || forceOptions !== undefined);
  const permission = unsaved ? 'configure' : METHODS[method].permission;
  return permission === 'configure' && carriesPassphrase(document, wifi) ? 'secrets' : permission;
}

/** Judged before the document is decoded: only a mapping with a `psk` in the place of a port's Wi-Fi can hold one. */
function carriesPassphrase(document: unknown, wifi: unknown): boolean {
  const ports = field(document, 'ports');
  const networks = [wifi, ...(Array.isArray(ports) ? ports.map((port) => field(port, 'wifi')) : [])];
  return networks.some((network) => field(network, 'psk') !== undefined);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** @throws LinkbraidError `not-allowed` with `details: { permission, needs, mend }` */
export async function demand(authorize: Authorizer, peer: PeerCredentials, permission: Permission): Promise<void> {
  const verdict = await authorize(peer, permission, true);
  if (verdict.allowed) return;
  const { needs, mend } = verdict;
  throw new LinkbraidError('not-allowed', `This needs ${needs}.`, { permission, needs, mend });
}

/** Asks polkit; who that is belongs to the kernel's side, so it is handed in. */
export type AskPolkit = (peer: PeerCredentials, action: string, interactive: boolean) => Promise<PolkitAnswer>;

/** Of build/system/org.linkbraid.policy. */
export function polkitAction(permission: Permission): string {
  return `org.linkbraid.${permission}`;
}

/** Root does everything; for the others polkit decides, and `otherwise` where there is no polkit. */
export function polkitAuthorizer(ask: AskPolkit, otherwise: Authorizer): Authorizer {
  return async (peer, permission, interactive) => {
    if (peer.uid === 0) return { allowed: true };
    switch (await ask(peer, polkitAction(permission), interactive)) {
      case 'yes':
        return { allowed: true };
      case 'absent':
        return otherwise(peer, permission, interactive);
      case 'challenge':
        return {
          allowed: false,
          password: true,
          needs: "an administrator's password, which was not given",
          mend: 'try again and give the password, or run the command with sudo',
        };
      case 'silent':
        // Looking must be possible on a machine that is not well; that is when it is needed.
        if (permission === 'read') return { allowed: true };
        return {
          allowed: false,
          needs: 'an answer from polkit, which gave none',
          mend: 'look at "systemctl status polkit", or run the command with sudo',
        };
      case 'no':
        return {
          allowed: false,
          needs: permission === 'toggle' ? "a user at the machine's own screen, or root" : 'an administrator',
          mend: 'run the command with sudo',
        };
    }
  };
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
