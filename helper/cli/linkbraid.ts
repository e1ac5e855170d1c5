#!/usr/bin/env node
import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

// `linkbraid events | head`: whoever reads has enough. That is no error, and nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.stderr.on('error', () => undefined);

process.exitCode = await run({
  argv: process.argv.slice(2),
  terminal: processTerminal(),
  version: __VERSION__,
});
