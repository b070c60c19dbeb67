import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Protocol } from '../protocols/protocol.ts';
import { tempFolder } from '../test/builders/temp-dataset.ts';
import { ProtocolLibrary } from './protocol-library.ts';

async function open(): Promise<{ library: ProtocolLibrary; folder: string }> {
  const folder = await tempFolder();
  const library = await ProtocolLibrary.open(folder);
  onTestFinished(() => library.close());
  return { library, folder };
}

const titleOf = (library: ProtocolLibrary, name: string) =>
  library.protocols.find((protocol) => protocol.name === name)?.title;

async function mine(library: ProtocolLibrary, change: Partial<Protocol>): Promise<string> {
  const { text } = await library.read('demonstration');
  return JSON.stringify({
    ...(JSON.parse(text) as Protocol),
    name: 'mine',
    title: 'Mine',
    version: 1,
    ...change,
  });
}

describe('the protocols of a dataset', () => {
  it('are saved into its folder and usable at once', async () => {
    const { library, folder } = await open();
    expect(await library.save(await mine(library, {}))).toEqual({
      name: 'mine',
      version: 1,
      file: 'mine.json',
    });
    expect(titleOf(library, 'mine')).toBe('Mine');
    expect(JSON.parse(await readFile(join(folder, 'protocols', 'mine.json'), 'utf8'))).toMatchObject({
      name: 'mine',
    });
    expect((await library.read('mine')).isOwn).toBe(true);
    expect((await library.read('play')).isOwn).toBe(false);
  });

  it('must have a higher version to be changed, a shipped one too', async () => {
    const { library } = await open();
    await library.save(await mine(library, {}));
    await library.save(await mine(library, {}));
    await expect(library.save(await mine(library, { title: 'Other' }))).rejects.toThrow(
      'version: expected more than 1, which the protocol has already, found 1',
    );
    await library.save(await mine(library, { title: 'Other', version: 2 }));
    expect(titleOf(library, 'mine')).toBe('Other');
    const play = JSON.parse((await library.read('play')).text) as Protocol;
    await expect(library.save(JSON.stringify({ ...play, title: 'Free play' }))).rejects.toThrow('version:');
  });

  it('are refused by the path of what is wrong, and nothing is written', async () => {
    const { library } = await open();
    await expect(library.save(await mine(library, { start: 'begin' }))).rejects.toThrow(
      'start: expected one of the phases success, failure, found "begin"',
    );
    await expect(library.read('mine')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are read again when a file has changed, without a restart', async () => {
    const { library, folder } = await open();
    await mkdir(join(folder, 'protocols'));
    const path = join(folder, 'protocols', 'own.json');
    await writeFile(path, await mine(library, { title: 'By hand' }));
    await expect.poll(() => titleOf(library, 'mine'), { timeout: 5_000 }).toBe('By hand');
    await writeFile(path, '{"format": 1}');
    await expect.poll(() => library.errors[0]?.file, { timeout: 5_000 }).toBe('own.json');
    expect(titleOf(library, 'mine')).toBeUndefined();
  });
});
