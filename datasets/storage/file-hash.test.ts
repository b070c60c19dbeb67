import { createHash } from 'node:crypto';
import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../../test/builders/random.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { FileHash, hashFile, hashFileSync } from './file-hash.ts';

const random = seededRandom(5);
const bytes = Buffer.from(Array.from({ length: 300_000 }, () => Math.floor(random() * 256)));

function sha256(of: Uint8Array): string {
  return createHash('sha256').update(of).digest('hex');
}

test('a file that grows has its hash when it is done, and so has another one beside it', async () => {
  const folder = await tempFolder();
  const hashes = ['a', 'b'].map((name) => ({
    path: join(folder, name),
    hash: new FileHash(join(folder, name)),
  }));
  for (let offset = 0; offset < bytes.byteLength; offset += 70_001) {
    for (const { path, hash } of hashes) {
      await appendFile(path, bytes.subarray(offset, offset + 70_001));
      hash.advance(Math.min(offset + 70_001, bytes.byteLength));
    }
  }
  for (const { hash } of hashes) {
    expect(await hash.digest(bytes.byteLength)).toBe(sha256(bytes));
    hash.close();
  }
});

test('what was never announced is hashed all the same', async () => {
  const path = join(await tempFolder(), 'a');
  await writeFile(path, bytes);
  const hash = new FileHash(path);
  expect(await hash.digest(1000)).toBe(sha256(bytes.subarray(0, 1000)));
  hash.close();
  expect(await hashFile(path, 0)).toBe(sha256(Buffer.alloc(0)));
  expect(await hashFile(path)).toBe(sha256(bytes));
  expect(hashFileSync(path)).toBe(sha256(bytes));
});

test('what the thread cannot do is done here, and what nobody can do is an error', async () => {
  const path = join(await tempFolder(), 'a');
  await writeFile(path, bytes);
  const hash = new FileHash(path);
  hash.advance(200_000);
  // Less than the thread has seen: it cannot take bytes back.
  expect(await hash.digest(1000)).toBe(sha256(bytes.subarray(0, 1000)));
  await truncate(path, 10);
  await expect(hash.digest(bytes.byteLength)).rejects.toThrow('ends at byte 10');
  hash.close();
});
