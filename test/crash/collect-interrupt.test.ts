import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { listEpisodes, openDataset } from '../../datasets/dataset.ts';
import { verifyEpisode } from '../../datasets/episode/verify.ts';
import { tempFolder } from '../builders/temp-dataset.ts';

const CLI = fileURLToPath(new URL('../../station/cli/main.ts', import.meta.url));

it.each(['SIGINT', 'SIGTERM'] as const)(
  'a headless run that %s interrupts seals what it has',
  async (signal) => {
    const folder = await tempFolder();
    const child = fork(CLI, ['collect', '--episodes', '50', '--out', folder, '--fast'], { stdio: 'pipe' });
    const output: string[] = [];
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (data) => output.push(String(data)));
    // One line per episode where there is no terminal: the first is sealed, the next under way.
    while (!output.join('').includes('success')) {
      expect(child.exitCode, output.join('')).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(130);
    const dataset = await openDataset(folder);
    const { episodes, unreadable } = await listEpisodes(dataset);
    expect(unreadable).toEqual([]);
    expect(episodes.length).toBeGreaterThanOrEqual(1);
    expect(episodes.length).toBeLessThan(50);
    for (const { head, state } of episodes) {
      expect(state).toBe('sealed');
      await verifyEpisode(join(dataset.episodesPath, head.id));
    }
  },
);
