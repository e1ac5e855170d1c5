import { METHODS, PERMISSIONS, type Permission } from '../../helper/contract/wire.ts';
import { polkitAction } from '../../helper/serve/authorize.ts';
import { HELPER_COMMANDS, HELPER_ENVIRONMENT } from '../../helper/serve/help.ts';
import { bold, definition, italic, page, paragraph, plain, section } from './roff.ts';

const WHO: Record<Permission, string> = {
  read: 'Every local user.',
  toggle: 'The user at the machine’s own screen; others give an administrator’s password.',
  configure: 'Whoever gives an administrator’s password, which is remembered for a while.',
  secrets: 'The same, for requests that bring in a passphrase.',
};

/** linkbraid-helper(8): what administrators need to know of it. */
export function helperPage(version: string): string {
  return page('LINKBRAID-HELPER', 8, version, [
    section('Name'),
    plain('linkbraid-helper - carries out what linkbraid and its window ask for'),
    section('Synopsis'),
    `${bold('linkbraid-helper')} ${Object.keys(HELPER_COMMANDS).map(bold).join(' | ')}`,
    section('Description'),
    plain('The only part of Linkbraid with privileges. It answers requests on a Unix socket, changes links by the'),
    plain(
      'kernel, wpa_supplicant and a DHCP client, and keeps a journal of each change while it is under way: whatever',
    ),
    plain('ends it, the next start or'),
    bold('linkbraid-helper restore'),
    plain('puts back what was half done. Bonds that are up stay up without it.'),
    paragraph(
      plain('systemd starts it with the machine and when someone connects. With nothing up, nobody connected and no'),
      plain('profile that comes up by itself, it ends after five minutes.'),
    ),
    section('Commands'),
    ...Object.entries(HELPER_COMMANDS).map(([name, says]) => definition(bold(name), plain(`${says}.`))),
    section('Who may ask'),
    plain('Decided for each request, by the kernel’s word on who is connected, and polkit:'),
    ...PERMISSIONS.map((permission) =>
      definition(bold(polkitAction(permission)), plain(WHO[permission]), ...methods(permission)),
    ),
    paragraph(
      plain('Root may do everything. Where there is no polkit, members of the group'),
      italic('netdev'),
      plain('may too, and everybody may look.'),
    ),
    section('Environment'),
    ...Object.entries(HELPER_ENVIRONMENT).map(([name, { says, default: value }]) =>
      definition(bold(name), plain(`${says.charAt(0).toUpperCase()}${says.slice(1)}. Default: ${value}.`)),
    ),
    section('Files'),
    definition(italic('/run/linkbraid'), plain('The socket, the journal, and the way back of each bond that is up.')),
    definition(
      italic('/var/lib/linkbraid'),
      plain('Saved profiles, their passphrases, the log of events; for root alone.'),
    ),
    definition(
      italic('/usr/share/polkit-1/actions/org.linkbraid.policy'),
      plain('Who may ask; rules of your own go into /etc/polkit-1/rules.d.'),
    ),
    section('See also'),
    `${bold('linkbraid')}(1), ${bold('polkit')}(8), ${bold('systemd.service')}(5)`,
  ]);
}

function methods(permission: Permission): string[] {
  const names = Object.entries(METHODS).filter(([, method]) => method.permission === permission);
  return names.length === 0 ? [] : [plain(`Requests: ${names.map(([name]) => name).join(', ')}.`)];
}
