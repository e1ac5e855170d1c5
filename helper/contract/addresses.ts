/** Textual forms of addresses. */

export function isMac(text: string): boolean {
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text);
}

export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** RFC 4291 text form, without zone. */
export function isIpv6(text: string): boolean {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = (half: string): number | null => {
    if (half === '') return 0;
    const parts = half.split(':');
    let count = 0;
    for (const [index, part] of parts.entries()) {
      if (part.includes('.')) {
        if (index !== parts.length - 1 || !isIpv4(part)) return null;
        count += 2;
      } else if (/^[0-9a-f]{1,4}$/i.test(part)) count += 1;
      else return null;
    }
    return count;
  };
  const left = groups(halves[0] ?? '');
  const right = halves.length === 2 ? groups(halves[1] ?? '') : 0;
  if (left === null || right === null) return false;
  return halves.length === 2 ? left + right <= 7 : left === 8;
}

export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

export function isAddressWithPrefix(text: string, family: 4 | 6): boolean {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  if (!match?.[1] || !match[2]) return false;
  const length = Number(match[2]);
  return family === 4 ? isIpv4(match[1]) && length <= 32 : isIpv6(match[1]) && length <= 128;
}

/** @throws RangeError for what is no IPv6 address */
export function ipv6Bytes(address: string): number[] {
  if (!isIpv6(address)) throw new RangeError(`not an IP address: ${address}`);
  const [left = '', right] = address.split('::');
  const head = groupBytes(left);
  const tail = groupBytes(right ?? '');
  return [...head, ...Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const number = Number.parseInt(group, 16);
    return [number >>> 8, number & 255];
  });
}

/** As people write it (RFC 5952): in small letters, the longest run of two and more zero groups left out, the first of equals. */
export function ipv6Text(bytes: ArrayLike<number>): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0));
  const plain = groups.map((group) => group.toString(16)).join(':');
  const [longest = ''] = [...(plain.match(/\b0(:0)+\b/g) ?? [])].sort((a, b) => b.length - a.length);
  if (longest === '') return plain;
  const at = plain.search(new RegExp(`\\b${longest}\\b`));
  return `${plain.slice(0, at).replace(/:$/, '')}::${plain.slice(at + longest.length).replace(/^:/, '')}`;
}
