import { join } from 'node:path';
import { Binary, Field, Schema } from 'apache-arrow';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { writeArrow } from './arrow-writer.ts';
import { FileSink } from './file-sink.ts';
import type { EncodedPictures } from './pictures.ts';
import { writeExample } from './tfrecord.ts';

/** Two cameras' pictures, of which both together are too many bytes, and one alone is not. */
const front = picturesOf('front', 2 ** 30);
const wrist = picturesOf('wrist', 2 ** 30);

test('an Arrow batch in which a camera has more than its offsets can say is refused', async () => {
  const path = join(await tempFolder(), 'batch.arrow');
  const schema = new Schema([new Field('front', new Binary()), new Field('wrist', new Binary())]);
  const write = (...parts: EncodedPictures[]) => writeArrow(path, 'file', schema, (batch) => batch(2, parts));
  await write(front, wrist);
  const refused = write(front, picturesOf('wrist', 2 ** 30, 2 ** 30));
  await expect(refused).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(refused).rejects.toThrow(/camera "wrist": 2\.00 GiB .* less than 2: .*"images"/);
});

test('an Example that is longer than a protobuf message may be is refused', async () => {
  const path = join(await tempFolder(), 'shard');
  const write = (...cameras: EncodedPictures[]) =>
    FileSink.write(path, (sink) =>
      writeExample(sink, Object.fromEntries(cameras.map((pictures) => [pictures.camera, { pictures }]))),
    );
  await write(front);
  const refused = write(front, wrist);
  await expect(refused).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(refused).rejects.toThrow('camera "front", camera "wrist": 2.00 GiB');
});

/** They say how long they are, and are nowhere: nothing reads them back. */
function picturesOf(camera: string, ...byteLengths: number[]): EncodedPictures {
  return { camera, byteLengths, bytes: (async function* () {})() };
}
