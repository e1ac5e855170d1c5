import { chmodSync, copyFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** The helper and the command line: one ES module each (and what they share), run by plain `node`. */
export default defineConfig({
  plugins: [programs()],
  // Bundled, the helper starts in 106 ms instead of 125.
  ssr: { target: 'node', noExternal: true },
  build: {
    ssr: true,
    target: 'node20.19',
    outDir: 'dist/helper',
    rolldownOptions: {
      // koffi loads a native library from beside itself; x11 is what dbus-next asks for only where it can do without.
      external: ['koffi', 'x11'],
      input: { 'linkbraid-helper': 'helper/linkbraid-helper.ts', linkbraid: 'helper/cli/linkbraid.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});

/** Makes each entry a program: `#!` in the first line, and executable. */
function programs(): Plugin {
  return {
    name: 'linkbraid:programs',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk' && file.isEntry && !file.code.startsWith('#!'))
          file.code = `#!/usr/bin/env node\n${file.code}`;
    },
    writeBundle({ dir = '' }, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk' && file.isEntry) chmodSync(resolve(dir, file.fileName), 0o755);
      // The DHCP client runs it from here: /run, where the helper keeps its other files, is often mounted noexec.
      copyFileSync('build/dhcp-event', resolve(dir, 'dhcp-event'));
      chmodSync(resolve(dir, 'dhcp-event'), 0o755);
    },
  };
}
