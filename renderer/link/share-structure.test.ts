import { describe, expect, it } from 'vitest';
import { shareStructure } from './share-structure.ts';

describe('shareStructure', () => {
  it('keeps what is equal and takes what is new', () => {
    const older = { robot: { title: 'T', cameras: [{ name: 'front' }] }, collect: { elapsedMs: 1 } };
    const newer = { robot: { title: 'T', cameras: [{ name: 'front' }] }, collect: { elapsedMs: 2 } };
    const shared = shareStructure(older, newer);
    expect(shared).toEqual(newer);
    expect(shared.robot).toBe(older.robot);
    expect(shared.collect).not.toBe(older.collect);
  });

  it('gives the older value back when nothing changed', () => {
    const older = { list: [1, { a: null }], text: 'x' };
    expect(shareStructure(older, structuredClone(older))).toBe(older);
  });

  it.each<[string, unknown, unknown]>([
    ['a longer list', [1], [1, 2]],
    ['a shorter list', [1, 2], [1]],
    ['a key more', { a: 1 }, { a: 1, b: undefined }],
    ['a key less', { a: 1, b: 2 }, { a: 1 }],
    ['another type', { a: [] }, { a: {} }],
    ['null for an object', { a: {} }, { a: null }],
    ['an object for null', null, { a: 1 }],
  ])('sees %s', (_name, older, newer) => {
    const shared = shareStructure(older, newer);
    expect(shared).toStrictEqual(newer);
    expect(shared).not.toBe(older);
  });
});
