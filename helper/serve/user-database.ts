/** The text forms of /etc/passwd and /etc/group, as far as membership goes. Lines that do not fit are passed over. */

export interface User {
  name: string;
  uid: number;
  /** Primary group. */
  gid: number;
}

export interface Group {
  name: string;
  gid: number;
  /** Supplementary members, by user name. */
  members: string[];
}

export function parsePasswd(text: string): User[] {
  return entries(text).flatMap(([name, , uid, gid]) => {
    const numbers = { uid: number(uid), gid: number(gid) };
    return name && numbers.uid !== null && numbers.gid !== null ? [{ name, uid: numbers.uid, gid: numbers.gid }] : [];
  });
}

export function parseGroup(text: string): Group[] {
  return entries(text).flatMap(([name, , gidText, members = '']) => {
    const gid = number(gidText);
    return name && gid !== null ? [{ name, gid, members: members.split(',').filter((member) => member !== '') }] : [];
  });
}

/** A uid may have several names; membership of any of them counts, as it does for the kernel after login. */
export function isMember(uid: number, group: Group, users: readonly User[]): boolean {
  return users.some((user) => user.uid === uid && (user.gid === group.gid || group.members.includes(user.name)));
}

function entries(text: string): string[][] {
  // "+" and "-" begin the old NIS entries, which name no local account.
  return text
    .split('\n')
    .filter((line) => !/^[#+-]/.test(line))
    .map((line) => line.split(':'));
}

/** Digits only: Number('') is 0, and 0 is root. */
function number(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}
