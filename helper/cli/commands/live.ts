import { LinkbraidError } from '../../contract/errors.ts';
import { WIFI_SECURITIES, type WifiSecurity } from '../../contract/profile.ts';
import type { BondChange, Params } from '../../contract/wire.ts';
import type { Command, Context } from '../command.ts';
import { wrap } from '../text/layout.ts';
import { carryOut, secondsToTry, TRY_OPTION } from './change.ts';
import { FORCE_OPTION, forceOptions, setting } from './settings.ts';

/** Commands that change a bond while it runs. */

const HOW = { 'only-now': { says: 'leave the saved profile as it is' }, ...TRY_OPTION } as const;

export const adopt: Command = {
  name: 'adopt',
  operands: 'BOND',
  takes: [1, 1],
  completes: ['bonds'],
  summary: 'makes a bond that other programs made one of Linkbraid, as it is; traffic goes on',
  notes: ['What it is now is saved as a profile. "down" will free its ports.'],
  options: { profile: { value: 'NAME', says: "the profile's name (that of the bond)" } },
  run: (context) => {
    const bond = context.operands[0] ?? '';
    return carryOut(context, () => context.call('adopt', { bond, profile: context.value('profile') }), {
      after: ({ saved, notes }) =>
        [`It is saved as "${saved ?? ''}".`, ...notes].flatMap((note) => wrap(note, context.terminal.view())),
    });
  },
};

export const activate: Command = {
  name: 'activate',
  operands: 'BOND PORT',
  takes: [2, 2],
  completes: ['bonds', 'ports'],
  summary: 'makes PORT the active one, in modes that have one',
  options: TRY_OPTION,
  run: (context) => {
    const [bond = '', port = ''] = context.operands;
    return change(context, () => context.call('activate', { bond, port, ...tried(context) }));
  },
};

export const set: Command = {
  name: 'set',
  operands: 'BOND OPTION=VALUE...',
  takes: [1, 64],
  completes: ['bonds', 'options'],
  summary: 'changes options of a running bond, or says what it takes',
  notes: ['"mode" counts as an option. The saved profile that the bond runs is changed too.'],
  options: {
    rebuild: { says: 'allow what an option needs: the bond down, or all its ports out, for a moment' },
    ...FORCE_OPTION,
    ...HOW,
  },
  run: (context) => {
    const [bond = '', ...settings] = context.operands;
    const request = {
      bond,
      options: Object.fromEntries(settings.map(setting)),
      forceOptions: forceOptions(context),
      rebuild: context.isSet('rebuild'),
      ...how(context),
    };
    if (settings.length === 0 && !request.forceOptions)
      throw new LinkbraidError('usage', '"set" takes BOND OPTION=VALUE...', { mend: 'linkbraid set --help' });
    return change(context, () => context.call('set', request));
  },
};

export const portAdd: Command = {
  name: 'port add',
  operands: 'BOND ADAPTER',
  takes: [2, 2],
  completes: ['bonds', 'adapters'],
  summary: 'adds an adapter to a running bond; its other ports carry on',
  notes: [
    'A passphrase is read from stdin; with nothing there, the one stored for the same network is taken.',
    'The saved profile that the bond runs is changed too.',
  ],
  options: {
    'wifi-ssid': { value: 'SSID', says: 'the network that a Wi-Fi adapter joins' },
    'wifi-security': { value: 'KIND', says: `${WIFI_SECURITIES.join(', ')} (wpa2-psk)`, completes: WIFI_SECURITIES },
    'wifi-from': {
      value: 'NAME',
      says: 'take the network and its passphrase from a saved profile',
      completes: 'profiles',
    },
    ...HOW,
  },
  run: async (context) => {
    const [bond = '', adapter = ''] = context.operands;
    const params = { bond, adapter, ...how(context), ...(await network(context)) };
    return change(context, () => context.call('port.add', params));
  },
};

export const portRemove: Command = {
  name: 'port remove',
  operands: 'BOND ADAPTER',
  takes: [2, 2],
  completes: ['bonds', 'ports'],
  summary: 'takes an adapter out of a running bond and gives it back; the other ports carry on',
  notes: ['The saved profile that the bond runs is changed too.'],
  options: HOW,
  run: (context) => {
    const [bond = '', adapter = ''] = context.operands;
    return change(context, () => context.call('port.remove', { bond, adapter, ...how(context) }));
  },
};

export const portSet: Command = {
  name: 'port set',
  operands: 'BOND ADAPTER OPTION=VALUE...',
  takes: [3, 64],
  completes: ['bonds', 'ports', 'port-options'],
  summary: 'changes options of one port of a running bond; everything else stays as it is',
  notes: ['The saved profile that the bond runs is changed too.'],
  options: HOW,
  run: (context) => {
    const [bond = '', adapter = '', ...settings] = context.operands;
    const options = Object.fromEntries(settings.map(setting));
    return change(context, () => context.call('port.set', { bond, adapter, options, ...how(context) }));
  },
};

function change(context: Context, call: () => Promise<BondChange>): Promise<number> {
  return carryOut(context, call, {
    after: ({ saved, notes }) => {
      const told = saved === null ? notes : [...notes, `The saved profile "${saved}" was changed too.`];
      return told.flatMap((note) => wrap(note, context.terminal.view()));
    },
  });
}

function how(context: Context): { onlyNow: boolean; trySeconds?: number } {
  return { onlyNow: context.isSet('only-now'), ...tried(context) };
}

function tried(context: Context): { trySeconds?: number } {
  const trySeconds = secondsToTry(context);
  return trySeconds === undefined ? {} : { trySeconds };
}

async function network(context: Context): Promise<Pick<Params<'port.add'>, 'wifi' | 'from'>> {
  const ssid = context.value('wifi-ssid');
  const profile = context.value('wifi-from');
  const security = wifiSecurity(context);
  if (profile !== undefined) {
    if (security !== undefined) throw new LinkbraidError('usage', '--wifi-security: --wifi-from knows it already');
    return { from: ssid === undefined ? { profile } : { profile, ssid } };
  }
  if (ssid === undefined) {
    if (security !== undefined) throw new LinkbraidError('usage', '--wifi-security: goes with --wifi-ssid');
    return {};
  }
  if (security === 'open' || security === 'owe') return { wifi: { ssid, security } };
  const psk = await context.terminal.readSecret('Passphrase: ');
  return { wifi: { ssid, security: security ?? 'wpa2-psk', ...(psk === '' ? {} : { psk }) } };
}

function wifiSecurity(context: Context): WifiSecurity | undefined {
  const given = context.value('wifi-security');
  const security = WIFI_SECURITIES.find((known) => known === given);
  if (given !== undefined && security === undefined)
    throw new LinkbraidError('usage', `--wifi-security: expected one of ${WIFI_SECURITIES.join(', ')}`);
  return security;
}
