import { defineConfig } from 'vite';

/** One file for Electron's main process; Electron itself and Node's modules stay outside. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../out/electron',
    emptyOutDir: true,
    target: 'node24',
    lib: { entry: 'main.ts', formats: ['es'], fileName: 'main' },
    rolldownOptions: { external: ['electron', /^node:/] },
  },
});
