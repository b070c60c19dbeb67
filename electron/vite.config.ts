import { defineConfig } from 'vite';

/** Electron's main process. Electron itself and Node's modules stay outside. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../out/electron',
    emptyOutDir: true,
    target: 'node24',
    lib: { entry: { app: 'main/main.ts' }, formats: ['es'] },
    rolldownOptions: { external: ['electron', /^node:/] },
  },
});
