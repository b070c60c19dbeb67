export type Mutation = 'truncate' | 'flip-one' | 'flip-some' | 'zero-block';

const FLIPS = 8;
const BLOCK_BYTES = 512;

/** A copy of the bytes that is damaged in one way; `random` gives numbers in [0, 1). */
export function mutate(bytes: Buffer, mutation: Mutation, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.byteLength);
  if (mutation === 'truncate') return bytes.subarray(0, at);
  const damaged = Buffer.from(bytes);
  if (mutation === 'zero-block') {
    return damaged.fill(0, at, Math.min(bytes.byteLength, at + 1 + Math.floor(random() * BLOCK_BYTES)));
  }
  const flips = mutation === 'flip-one' ? 1 : 2 + Math.floor(random() * (FLIPS - 1));
  for (let flip = 0; flip < flips; flip += 1) {
    damaged[Math.floor(random() * bytes.byteLength)]! ^= 1 << Math.floor(random() * 8);
  }
  return damaged;
}
