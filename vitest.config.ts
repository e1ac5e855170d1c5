import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };

/** A virtual laptop or a desktop app takes its time; without a limit a hanging one would hold up everything. */
const slow = { testTimeout: 400_000, hookTimeout: 400_000, globalSetup: 'test/lab/prepare.ts' };

/** `unit` needs nothing but Node; `system` boots the virtual laptop of test/lab; `window` drives Electron; `package` installs one. */
export default defineConfig({
  define: { __VERSION__: JSON.stringify(manifest.version) },
  test: {
    projects: [
      {
        extends: true,
        // For the window's state classes. Svelte takes its server side here: state and derived values work, effects rest.
        plugins: [svelte()],
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/system/**', 'test/window/**', 'test/package/**', 'node_modules/**'],
          // Hundreds of generated cases take seconds where other work goes on beside; only a hang shall count.
          testTimeout: 60_000,
        },
      },
      // An emulated machine spends much of its time waiting: two side by side use two cores well.
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          // Of `npm run test:life`: half an hour of it.
          exclude: process.env['LINKBRAID_LIFE'] === 'all' ? [] : ['test/system/life/**'],
          maxWorkers: 2,
          ...slow,
        },
      },
      // Of `npm run test:package`: what apt does takes minutes in emulation. With it what the unit stage leaves out where
      // the tools for it are missing.
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts', 'test/build/**/*.test.ts'],
          globalSetup: 'test/package/tools.ts',
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          bail: 1,
        },
      },
      {
        extends: true,
        test: { name: 'window', include: ['test/window/**/*.test.ts'], fileParallelism: false, ...slow },
      },
    ],
  },
});
