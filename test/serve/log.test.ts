import { expect, test } from 'vitest';
import { createLog } from '../../helper/serve/log.ts';

test('an entry is one line that journald can rank, whatever the values hold', () => {
  let written = '';
  const log = createLog((line) => (written += line));
  log.info('call', { method: 'up', uid: 1000, outcome: 'ok' });
  log.warn('odd', { name: 'a\n<3>b c', nothing: null, yes: true });
  log.error('end');
  expect(written).toBe(
    '<6>call method=up uid=1000 outcome=ok\n<4>odd name="a\\n<3>b c" nothing=null yes=true\n<3>end\n',
  );
});
