import { defineConfig } from 'vite';

/** Electron's main process, and the one that scans: ES modules with everything but Electron in them. */
export default defineConfig({
  ssr: { target: 'node', noExternal: true },
  build: {
    ssr: true,
    target: 'node20.19',
    outDir: 'dist/main',
    emptyOutDir: false,
    rolldownOptions: {
      // x11 is what dbus-next asks for only where it can do without.
      external: ['electron', 'x11'],
      input: { main: 'main/main.ts', scanner: 'main/scan/scanner.ts' },
      output: { entryFileNames: '[name].js' },
    },
  },
});
