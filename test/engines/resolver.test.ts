import { expect, it } from 'vitest';
import { paragraphs, textWith } from '../../helper/engines/direct/resolver.ts';

const BEFORE = '# by hand\nsearch lab.test\nnameserver 192.0.2.53\noptions edns0\n';

it('each bond has its paragraph in resolv.conf, and what is no server stays in force', () => {
  const both = textWith({ bond0: ['10.0.1.53', 'fd00::53'], bond1: ['10.0.2.53'] }, BEFORE);
  expect(both).toMatch(/^# Linkbraid .*\n# bond0\nnameserver 10.0.1.53\nnameserver fd00::53\n# bond1\n/);
  expect(both).toMatch(/\nsearch lab.test\noptions edns0\n$/);
  expect(both).not.toContain('192.0.2.53');
  expect(paragraphs(both)).toEqual({ bond0: ['10.0.1.53', 'fd00::53'], bond1: ['10.0.2.53'] });
  const one = textWith({ bond1: ['10.0.2.53'] }, both);
  expect(paragraphs(one)).toEqual({ bond1: ['10.0.2.53'] });
  expect(one).toMatch(/\nsearch lab.test\noptions edns0\n$/);
});

it('a file of others has none of ours', () => {
  expect(paragraphs(BEFORE)).toEqual({});
  expect(paragraphs('')).toEqual({});
});
