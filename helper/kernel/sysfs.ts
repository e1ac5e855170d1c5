import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

/*
 * /sys and /proc/sys: small files the kernel answers at once, so they are read and written synchronously. Names have
 * been checked against the kernel's rule for interface names before they get here (LINK_NAME); it allows no slash.
 */

const NET = '/sys/class/net';

/** null when the file is not there or the kernel refuses, as it does for the carrier of a link that is down (EINVAL). */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    return null;
  }
}

export function readLink(link: string, file: string): string | null {
  return readText(`${NET}/${link}/${file}`);
}

/** What a symbolic link below the interface points to, by its last name: master, driver, subsystem. */
export function linkEnd(link: string, file: string): string | null {
  try {
    return basename(readlinkSync(`${NET}/${link}/${file}`));
  } catch {
    return null;
  }
}

export function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Names of the files in a folder of the interface. */
export function linkFiles(link: string, folder: string): string[] {
  return list(`${NET}/${link}/${folder}`);
}

/** The interfaces that stand on this one, its master among them. */
export function uppersOf(link: string): string[] {
  return list(`${NET}/${link}`).flatMap((entry) => (entry.startsWith('upper_') ? [entry.slice('upper_'.length)] : []));
}

export function linkNames(): string[] {
  // `bonding_masters` is a file among the interfaces.
  return list(NET).filter((name) => name !== 'bonding_masters');
}

/** @throws the kernel's own errno */
export function writeLink(link: string, file: string, value: string): void {
  writeFileSync(`${NET}/${link}/${file}`, value);
}

export function readSysctl(family: 'ipv4' | 'ipv6', link: string, key: string): string | null {
  return readText(`/proc/sys/net/${family}/conf/${link}/${key}`);
}

export function writeSysctl(family: 'ipv4' | 'ipv6', link: string, key: string, value: string): void {
  writeFileSync(`/proc/sys/net/${family}/conf/${link}/${key}`, value);
}
