import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';

/** Builds the preload and runs it as Electron does, with only what a sandboxed preload may load. */
async function runPreload() {
  const outDir = await tempFolder();
  const configFile = join(import.meta.dirname, 'vite.config.ts');
  await build({ configFile, build: { outDir }, logLevel: 'silent' });
  const sent: unknown[][] = [];
  const heard = new Map<string, (event: unknown, ...args: unknown[]) => void>();
  const posted: unknown[][] = [];
  const exposed: Record<string, Record<string, unknown>> = {};
  const dropped = new Map<string, (event: unknown) => void>();
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: Record<string, unknown>) => {
        exposed[name] = api;
      },
    },
    ipcRenderer: {
      send: (...message: unknown[]) => sent.push(message),
      on: (channel: string, listener: () => void) => heard.set(channel, listener),
    },
    webUtils: { getPathForFile: ({ path }: { path: string }) => path },
  };
  const context = createContext({
    require: (name: string) => {
      if (name !== 'electron') throw new Error(`a sandboxed preload cannot load ${name}`);
      return electron;
    },
    window: {
      postMessage: (...message: unknown[]) => posted.push(message),
      addEventListener: (name: string, listener: (event: unknown) => void) => dropped.set(name, listener),
    },
    location: { origin: 'app://bundle' },
  });
  runInContext(readFileSync(join(outDir, 'preload.cjs'), 'utf8'), context);
  return { files: readdirSync(outDir), sent, heard, posted, exposed, dropped };
}

it('is one file, and gives the page three functions and nothing of Electron', async () => {
  const { files, exposed, sent, heard, posted, dropped } = await runPreload();
  expect(files).toEqual(['preload.cjs']);
  expect(Object.keys(exposed)).toEqual(['retraceDesktop']);
  const { connect, showMenu, onCommand } = exposed.retraceDesktop as Record<
    string,
    (value?: unknown) => void
  >;
  expect(Object.keys(exposed.retraceDesktop!).sort()).toEqual(['connect', 'onCommand', 'showMenu']);

  connect!();
  showMenu!([]);
  expect(sent).toEqual([['desktop.connect'], ['desktop.menu', []]]);

  // The page hears the command, not the event, whose sender would be a way into Electron.
  const commands: unknown[][] = [];
  onCommand!((...args: unknown[]) => commands.push(args));
  heard.get('desktop.command')!({ sender: 'secret' }, 'collect.undo', 'more');
  expect(commands).toEqual([['collect.undo']]);

  heard.get('desktop.port')!({ ports: ['port'] });
  expect(posted).toEqual([['retrace:station-port', 'app://bundle', ['port']]]);

  const drop = (files: unknown[]): void =>
    dropped.get('drop')!({ preventDefault: () => {}, dataTransfer: { files } });
  drop([]);
  drop([{ path: '/data/a' }]);
  expect(sent.slice(2)).toEqual([['desktop.open-dataset', '/data/a']]);
});
