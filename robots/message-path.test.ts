import { describe, expect, it } from 'vitest';
import { numberReader, writeNumber } from './message-path.ts';

const jointState = { name: ['elbow', 'wrist'], position: [0.25, -1.5], header: { seq: 7n } };

describe('numberReader', () => {
  it('finds a joint by name, wherever it stands', () => {
    const read = numberReader('position[wrist]');
    expect(read(jointState)).toBe(-1.5);
    expect(read({ name: ['wrist', 'elbow'], position: [3, 4] })).toBe(3);
  });

  it('reads typed arrays by index, fields by name and 64-bit integers', () => {
    expect(numberReader('data[1]')({ data: Float32Array.of(1, 2) })).toBe(2);
    expect(numberReader('wrench.force.z')({ wrench: { force: { z: 9 } } })).toBe(9);
    expect(numberReader('header.seq')(jointState)).toBe(7);
  });

  it('says what is missing', () => {
    expect(() => numberReader('position[knee]')(jointState)).toThrow(
      'no number at position[knee], found nothing',
    );
    expect(() => numberReader('wrench.force.z')(jointState)).toThrow('no number at wrench.force.z');
    expect(() => numberReader('position[')).toThrow('expected a path');
  });
});

describe('writeNumber', () => {
  it('makes the objects on the way and keeps what is there', () => {
    const message = { header: { frame_id: 'table' } };
    writeNumber(message, 'twist.linear.x', 1);
    writeNumber(message, 'twist.angular.z', 2);
    expect(message).toEqual({
      header: { frame_id: 'table' },
      twist: { linear: { x: 1 }, angular: { z: 2 } },
    });
  });
});
