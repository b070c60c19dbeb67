import { createHash } from 'node:crypto';
import { openEpisode } from '../../datasets/episode/reader.ts';
import type { StepRow } from '../../datasets/episode/row.ts';
import { readRows } from '../../datasets/episode/rows.ts';

/** Every value of an episode as plain JSON: pictures by their SHA-256, nanoseconds as digits. */
export async function describeEpisode(folder: string): Promise<object[]> {
  const reader = await openEpisode(folder);
  const rows: object[] = [];
  try {
    for await (const row of readRows(reader)) rows.push(describeRow(row));
  } finally {
    await reader.close();
  }
  return rows;
}

function describeRow({ images, state, action, ...row }: StepRow): object {
  const hashes = Object.entries(images).map(([camera, bytes]) => [camera, sha256(bytes)]);
  const plain = {
    ...row,
    state: [...(state as Float32Array)],
    action: action === null ? null : [...(action as Float32Array)],
    images: Object.fromEntries(hashes),
  };
  const text = JSON.stringify(plain, (_key, value) => {
    if (typeof value === 'bigint') return String(value);
    if (value instanceof Float64Array) return [...value];
    return value instanceof Uint8Array ? sha256(value) : value;
  });
  return JSON.parse(text);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
