import { LinkbraidError } from '../contract/errors.ts';
import { decodeProfile, withoutSecrets, type Profile } from '../contract/profile.ts';
import { PROTOCOL_VERSION, type DecodedParams, type Method, type Result } from '../contract/wire.ts';
import { withForced } from '../plan/force-options.ts';
import { judgePermission } from '../observe/doctor-access.ts';
import type { PeerCredentials } from '../kernel/credentials.ts';
import type { Authorizer } from './authorize.ts';
import type { Core, ProfileStore } from './core.ts';
import { keepStoredPassphrases, requirePassphrases } from './passphrases.ts';

/** Methods that answer once. The two that open a stream belong to the session. */
export type PlainMethod = Exclude<Method, 'subscribe' | 'events'>;

export type Handlers = {
  [M in PlainMethod]: (params: DecodedParams<M>, peer: PeerCredentials) => Result<M> | Promise<Result<M>>;
};

export interface HandlerOptions {
  core: Core;
  profiles: ProfileStore;
  version: string;
  authorize: Authorizer;
}

export function createHandlers({ core, profiles, version, authorize }: HandlerOptions): Handlers {
  const wanted = (params: {
    profile?: string | undefined;
    document?: unknown;
    forceOptions?: Record<string, string> | undefined;
  }): Profile => {
    if ((params.profile === undefined) === (params.document === undefined)) {
      const issues = [{ path: 'profile', message: 'expected either "profile" or "document"' }];
      throw new LinkbraidError('usage', 'profile: expected either "profile" or "document"', { issues });
    }
    const profile =
      params.profile === undefined ? filled(decodeProfile(params.document)) : profiles.get(params.profile);
    return requirePassphrases(withForced(profile, params.forceOptions ?? {}));
  };
  /** A document that was shown, edited or renamed comes back without its passphrases. */
  const filled = (profile: Profile): Profile => {
    const all = profiles.list();
    return keepStoredPassphrases(profile, all.find(({ name }) => name === profile.name) ?? null, all);
  };

  return {
    hello: () => ({ version, protocol: PROTOCOL_VERSION }),
    status: () => core.snapshot(),
    adapters: () => core.snapshot().adapters,
    networks: ({ adapter, scan }) => core.networks(adapter, scan),
    plan: (params) => core.plan(wanted(params)),
    up: (params) => core.up(wanted(params), { plan: params.plan, trySeconds: params.trySeconds }),
    keep: () => core.keep(),
    revert: () => core.revert(),
    down: ({ bond }) => core.down(bond),
    'profile.list': () => core.snapshot().profiles,
    'profile.show': ({ name }) => withoutSecrets(profiles.get(name)),
    'profile.set': ({ document }) => {
      const profile = requirePassphrases(filled(decodeProfile(document)));
      profiles.set(profile);
      return { name: profile.name };
    },
    'profile.remove': ({ name }) => {
      profiles.get(name);
      refuseWhileInUse(name, core);
      profiles.remove(name);
      return { name };
    },
    doctor: async (_params, peer) => [
      ...(await core.doctor()),
      judgePermission(await authorize(peer, 'configure', false)),
    ],
    advise: (request) => core.advise(request),
    adopt: (request) => core.adopt(request),
    activate: ({ bond, port, trySeconds }) => core.activate(bond, port, trySeconds),
    set: ({ bond, options, ...how }) => core.set(bond, options, how),
    'port.add': (request) => core.addPort(request),
    'port.remove': (request) => core.removePort(request),
    'port.set': (request) => core.setPort(request),
  };
}

/** Without its profile a running bond could not be named, changed or brought up again. */
function refuseWhileInUse(name: string, core: Core): void {
  const { bonds, transaction } = core.snapshot();
  const bond = bonds.find(({ profile }) => profile === name)?.name;
  const settled = transaction === null || ['committed', 'restored', 'stuck'].includes(transaction.state);
  if (bond === undefined && (settled || transaction.profile !== name)) return;
  const message = bond === undefined ? 'The profile is being carried out.' : `The profile is in use by ${bond}.`;
  const mend = bond === undefined ? 'settle it with "linkbraid keep" or "linkbraid revert"' : `linkbraid down ${bond}`;
  throw new LinkbraidError('refused', message, {
    refusals: [{ code: 'profile-in-use', about: name, message, mend }],
  });
}
