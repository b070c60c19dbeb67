import { describe, expect, it } from 'vitest';
import { VIEW_HEIGHT, VIEW_WIDTH } from '../../shared/gray-view.ts';
import { nearnessWords, ViewMemory } from './view-memory.ts';

/** A bright gripper at this place on a dark table, with noise. */
function view(atX: number, noise = 0): Uint8Array {
  return Uint8Array.from({ length: VIEW_WIDTH * VIEW_HEIGHT }, (_, i) => {
    const x = i % VIEW_WIDTH;
    return 60 + (Math.abs(x - atX) < 3 ? 120 : 0) + (i % 2 === 0 ? noise : -noise);
  });
}

/** The gripper goes from 4 to 24 and fails there. */
function failed(): ViewMemory {
  const memory = new ViewMemory();
  for (let x = 4; x <= 24; x += 2) expect(memory.observe(view(x), 'a', 'failure 0', 'fail')).toBeNull();
  return memory;
}

describe('the way back', () => {
  it('is 0 at the failure, 1 where the attempt came from, and rises between', () => {
    const memory = failed();
    const at = (x: number) => memory.observe(view(x), 'a', 'recovery 0', 'recover')!;
    expect(at(24)).toBe(0);
    expect(at(16)).toBeGreaterThan(0);
    expect(at(16)).toBeLessThan(1);
    expect(at(10)).toBe(1);
    expect(at(4)).toBe(1);
  });

  it('does not mind noise', () => {
    const memory = failed();
    expect(memory.observe(view(8, 1), 'a', 'recovery 0', 'recover')).toBe(1);
  });

  it('is over when the next attempt begins', () => {
    const memory = failed();
    expect(memory.observe(view(8), 'a', 'recovery 0', 'recover')).toBe(1);
    expect(memory.observe(view(8), 'a', 'success 1', 'succeed')).toBeNull();
  });

  it('is measured anew from each attempt', () => {
    const memory = failed();
    memory.observe(view(8), 'a', 'recovery 0', 'recover');
    for (let x = 8; x <= 28; x += 2) memory.observe(view(x), 'a', 'success 1', 'succeed');
    expect(memory.observe(view(28), 'a', 'recovery 1', 'recover')).toBe(0);
  });

  it('remembers the whole attempt when its mark was taken back', () => {
    const memory = failed();
    memory.observe(view(24), 'a', 'recovery 0', 'recover');
    for (let x = 24; x <= 28; x += 2) memory.observe(view(x), 'a', 'failure 0', 'fail');
    const at = (x: number) => memory.observe(view(x), 'a', 'recovery 0', 'recover');
    expect(at(28)).toBe(0);
    expect(at(4)).toBe(1);
  });

  it('goes on from the same attempt when the end of the way back was taken back', () => {
    const memory = failed();
    memory.observe(view(16), 'a', 'recovery 0', 'recover');
    for (let x = 16; x <= 20; x += 2) memory.observe(view(x), 'a', 'success 1', 'succeed');
    const at = (x: number) => memory.observe(view(x), 'a', 'recovery 0', 'recover');
    expect(at(24)).toBe(0);
    expect(at(4)).toBe(1);
  });

  it('remembers the attempt when several marks were taken back at once', () => {
    const memory = failed();
    memory.observe(view(8), 'a', 'recovery 0', 'recover');
    memory.observe(view(8), 'a', 'success 1', 'succeed');
    memory.observe(view(28), 'a', 'failure 0', 'fail');
    expect(memory.observe(view(28), 'a', 'recovery 0', 'recover')).toBe(0);
    expect(memory.observe(view(4), 'a', 'recovery 0', 'recover')).toBe(1);
  });

  it('is unknown in a new episode, and where the failure looked like the begin', () => {
    const memory = failed();
    memory.observe(view(8), 'a', 'recovery 0', 'recover');
    expect(memory.observe(view(8), 'b', 'failure 0', 'fail')).toBeNull();
    expect(memory.observe(view(8), 'b', 'recovery 0', 'recover')).toBeNull();
    expect(new ViewMemory().observe(view(8), 'c', 'recovery 0', 'recover')).toBeNull();
  });
});

it.each([
  [1, 'Looks as'],
  [0.6, 'Nearly'],
  [0.1, 'Still unlike'],
])('%d is said in words', (nearness, words) => expect(nearnessWords(nearness)).toContain(words));
