import { describe, expect, it } from 'vitest';
import { ipv6Bytes, ipv6Text } from '../../helper/contract/addresses.ts';

/** What the platform makes of it, which the helper's pure part knows nothing of. */
const canonical = (address: string) => new URL(`http://[${address}]`).hostname.slice(1, -1);

describe('an IPv6 address as people write it', () => {
  it.each([
    ['FD77:0000:0:0:5054:00ff:fe4c:4210', 'fd77::5054:ff:fe4c:4210'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['10:0:0:0:0:0:0:0', '10::'],
    ['0:0:0:0:0:0:0:10', '::10'],
    ['::', '::'],
  ])('%s', (written, wanted) => {
    expect(ipv6Text(ipv6Bytes(written))).toBe(wanted);
  });

  it('however many zero groups there are, and wherever', () => {
    for (let zeros = 0; zeros < 256; zeros += 1) {
      const groups = Array.from({ length: 8 }, (_, at) => ((zeros >> at) & 1 ? '0' : '1a0')).join(':');
      expect(ipv6Text(ipv6Bytes(groups))).toBe(canonical(groups));
    }
  });
});
