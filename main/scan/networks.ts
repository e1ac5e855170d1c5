import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { HeardNetwork } from '../bridge/contract.ts';
import { decodeHeard } from './decode.ts';

/** nmcli may look around for a while; a scanner that hangs must not stay. */
const PATIENCE_MS = 12_000;

/** Networks in range as the desktop's own manager knows them; none where that cannot be asked. */
export function networksInRange(): Promise<HeardNetwork[]> {
  return new Promise((resolve) => {
    const scanner = utilityProcess.fork(fileURLToPath(new URL('scanner.js', import.meta.url)), [], {
      serviceName: 'linkbraid-scanner',
      stdio: 'ignore',
    });
    const timer = setTimeout(() => finish([]), PATIENCE_MS);
    const finish = (found: unknown) => {
      clearTimeout(timer);
      resolve(decodeHeard(found));
      scanner.kill();
    };
    scanner.once('message', finish);
    scanner.once('exit', () => finish([]));
  });
}
