import { defineConfig } from 'vite';

/** A sandboxed preload has no module loader: it is one CommonJS file. */
export default defineConfig({
  build: {
    target: 'chrome130',
    outDir: 'dist/main',
    emptyOutDir: false,
    lib: { entry: 'main/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
