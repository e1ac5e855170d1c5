import { createHash } from 'node:crypto';
import manifest from '../../package.json' with { type: 'json' };
import { run, sourceTime } from './facts.ts';
import { NODE_VERSION } from './helper.ts';

interface Bill {
  serialNumber: string;
  metadata: { timestamp: string; component: Record<string, unknown> };
  components: Record<string, unknown>[];
}

/**
 * What is in the packages, as CycloneDX: the packages of npm that are bundled, by the lock file, and the two runtimes.
 * Times and numbers are of the sources, so that the same sources give the same list.
 */
export function billOfMaterials(version: string, electron: string): string {
  const bill = JSON.parse(run('npm', ['sbom', '--omit=dev', '--sbom-format=cyclonedx', '--package-lock-only'])) as Bill;
  bill.metadata.timestamp = new Date(sourceTime() * 1000).toISOString();
  Object.assign(bill.metadata.component, { type: 'application', name: manifest.name, version });
  const runtime = (name: string, itsVersion: string) => ({
    'bom-ref': `${name}@${itsVersion}`,
    type: 'framework',
    name,
    version: itsVersion,
    licenses: [{ license: { id: 'MIT' } }],
  });
  bill.components.push(runtime('electron', electron), runtime('node', NODE_VERSION));
  bill.serialNumber = '';
  const digest = createHash('sha256').update(JSON.stringify(bill)).digest('hex');
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `5${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`];
  bill.serialNumber = `urn:uuid:${[...parts, digest.slice(20, 32)].join('-')}`;
  return `${JSON.stringify(bill, null, 2)}\n`;
}
