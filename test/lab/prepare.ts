import { needHostPrograms } from './host.ts';
import { labImage } from './image.ts';
import { nodeImage } from './node-image.ts';

/** Before any test: two workers that both find the image missing would both install packages and make it. */
export default async function prepare(): Promise<void> {
  const log = (line: string) => console.log(`lab: ${line}`);
  needHostPrograms(log);
  await labImage(log);
  nodeImage(log);
}
