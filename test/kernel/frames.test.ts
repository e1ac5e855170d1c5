import { describe, expect, it } from 'vitest';
import { announcement, isAnswer, question } from '../../helper/kernel/frames.ts';

const MAC = '02:00:00:00:01:00';
const hex = (frame: Buffer) => frame.toString('hex');

/** The sum over an ICMPv6 message and its pseudo header comes out as all ones when the checksum is right (RFC 4443). */
function checks(frame: Buffer): boolean {
  const body = frame.subarray(54);
  const pseudo = Buffer.concat([frame.subarray(22, 54), Buffer.from([0, 0, 0, body.length, 0, 0, 0, 58]), body]);
  let sum = 0;
  for (let index = 0; index < pseudo.length; index += 2) sum += pseudo.readUInt16BE(index);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum === 0xffff;
}

describe('questions', () => {
  it('asks for an IPv4 neighbour without claiming an address', () => {
    expect(hex(question(MAC, '10.77.0.1'))).toBe(
      'ffffffffffff' +
        '020000000100' +
        '0806' +
        '0001080006040001' +
        '020000000100' +
        '00000000' +
        '000000000000' +
        '0a4d0001',
    );
  });

  it('asks for an IPv6 neighbour from the unspecified address, at its solicited-node group', () => {
    const frame = question(MAC, 'fd77::1:2');
    expect(hex(frame.subarray(0, 14))).toBe('3333ff010002' + '020000000100' + '86dd');
    expect(hex(frame.subarray(22, 38))).toBe('00'.repeat(16));
    expect(hex(frame.subarray(38, 54))).toBe('ff0200000000000000000001ff010002');
    expect(frame).toHaveLength(78);
    expect(checks(frame)).toBe(true);
  });
});

describe('announcements', () => {
  it('names the new place of an IPv4 address', () => {
    expect(hex(announcement(MAC, '10.77.0.50')).slice(44)).toBe(
      '020000000100' + '0a4d0032' + '000000000000' + '0a4d0032',
    );
  });

  it('overrides what is known of an IPv6 address', () => {
    const frame = announcement(MAC, 'fe80::ff:fe00:0');
    expect(hex(frame.subarray(38, 54))).toBe('ff020000000000000000000000000001');
    expect(hex(frame.subarray(54, 62))).toMatch(/^8800....20000000$/);
    expect(hex(frame.subarray(62))).toBe('fe80000000000000000000fffe000000' + '0201020000000100');
    expect(checks(frame)).toBe(true);
  });
});

describe('answers', () => {
  const arp = Buffer.from(
    '020000000100' +
      '525400123456' +
      '0806' +
      '0001080006040002' +
      '525400123456' +
      '0a4d0001' +
      '020000000100' +
      '00000000',
    'hex',
  );

  it('takes the reply of the one that was asked alone', () => {
    expect(isAnswer(arp, '10.77.0.1')).toBe(true);
    expect(isAnswer(arp, '10.77.0.2')).toBe(false);
    expect(isAnswer(question(MAC, '10.77.0.1'), '10.77.0.1')).toBe(false);
    expect(isAnswer(announcement(MAC, 'fd77::1'), 'fd77::1')).toBe(true);
    expect(isAnswer(announcement(MAC, 'fd77::1'), 'fd77::2')).toBe(false);
  });

  it('is not led astray by frames of any length', () => {
    for (const [frame, enough, target] of [
      [arp, 42, '10.77.0.1'],
      [announcement(MAC, 'fd77::1'), 78, 'fd77::1'],
    ] as const) {
      for (let length = 0; length <= frame.length; length += 1)
        expect(isAnswer(frame.subarray(0, length), target)).toBe(length >= enough);
    }
  });
});
