import { globSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The processes of the desktop app that run on Node, and their threads, compiled file by file: Electron's Node
 * reads JavaScript alone. Folders stay as they are, so that what is found beside a file is found there too.
 */
export default defineConfig({
  root: ROOT,
  publicDir: false,
  plugins: [
    {
      name: 'threads',
      transform: (code, id) =>
        id.endsWith('.ts') ? { code: code.replaceAll(".worker.ts'", ".worker.js'"), map: null } : null,
      enforce: 'pre',
    },
  ],
  build: {
    ssr: true,
    outDir: 'out/station',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: [
        'station/desktop/seat.process.ts',
        'station/headless/simulation.process.ts',
        ...globSync('{datasets,robots,station}/**/*.worker.ts', { cwd: ROOT }),
      ].map((path) => join(ROOT, path)),
      output: { preserveModules: true, preserveModulesRoot: ROOT, entryFileNames: '[name].js' },
    },
  },
});
