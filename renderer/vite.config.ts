import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy allows no data: URLs but for images, and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Served from this computer: one large file costs less than the machinery to split it.
    chunkSizeWarningLimit: 1000,
  },
});
