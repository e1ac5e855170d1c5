import { describe, expect, it } from 'vitest';
import { announcement, inquiry, isAnswer, isInquiryOf, question, reply } from '../../helper/kernel/frames.ts';

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

describe('inquiries', () => {
  const GATEWAY = '02:00:00:00:09:01';

  it('spare all others the question where the neighbour is known, and say who asks', () => {
    expect(hex(inquiry(MAC, '10.77.0.1', GATEWAY).subarray(0, 14))).toBe('020000000901' + '020000000100' + '0806');
    expect(inquiry(MAC, '10.77.0.1', null)).toEqual(question(MAC, '10.77.0.1'));
    const frame = inquiry(MAC, 'fd77::1:2', GATEWAY);
    expect(hex(frame.subarray(0, 6))).toBe('020000000901');
    expect(hex(frame.subarray(22, 38))).toBe('fe80000000000000' + '000000fffe000100');
    expect(hex(frame.subarray(78))).toBe('0101' + '020000000100');
    expect(checks(frame)).toBe(true);
    expect(checks(inquiry(MAC, 'fd77::1:2', null))).toBe(true);
  });

  it('are answered to the one who asked, in its own name, whatever the frame around it says', () => {
    const arp = Buffer.from(inquiry(GATEWAY, '0.0.0.0', MAC));
    arp.writeUInt16BE(2, 20);
    Buffer.from([10, 77, 0, 1]).copy(arp, 28);
    Buffer.from(MAC.replaceAll(':', ''), 'hex').copy(arp, 32);
    arp.fill(0xee, 0, 6); // translated on the way in
    const said = reply(arp, '10.77.0.1');
    expect(said?.from).toBe(GATEWAY);
    expect(said?.answers(MAC)).toBe(true);
    expect(said?.answers(GATEWAY)).toBe(false);
    expect(reply(arp, '10.77.0.2')).toBeNull();
  });

  it('are known again where they come in through another port', () => {
    const frame = inquiry(MAC, '10.77.0.1', null);
    expect(isInquiryOf(frame, MAC, '10.77.0.1')).toBe(true);
    expect(isInquiryOf(frame, GATEWAY, '10.77.0.1')).toBe(false);
    expect(isInquiryOf(frame, MAC, '10.77.0.2')).toBe(false);
    expect(isInquiryOf(frame.subarray(0, 30), MAC, '10.77.0.1')).toBe(false);
  });
});
