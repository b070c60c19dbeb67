import { defineConfig } from 'vite';

/** One CommonJS file: a sandboxed preload can load neither modules nor other files. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../../out/electron',
    // The main process is built into the same folder.
    emptyOutDir: false,
    target: 'chrome140',
    lib: { entry: 'preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
