import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AppError } from './errors.ts';
import { parse, parseJson } from './parse.ts';

const schema = z.strictObject({
  name: z.string(),
  joints: z.array(z.object({ maxSpeed: z.number().positive() })),
});

function messageFor(value: unknown): string {
  try {
    parse(schema, value, 'robot.json');
    return 'accepted';
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid-input' });
    return (error as AppError).message;
  }
}

describe('parse', () => {
  it('hands on what fits', () => {
    expect(parse(schema, { name: 'a', joints: [] }, 'x')).toEqual({ name: 'a', joints: [] });
  });

  it('names each wrong field, what was expected, what was found, and where', () => {
    const message = messageFor({ name: 7, joints: [{ maxSpeed: 1 }, { maxSpeed: 'fast' }] });
    expect(message).toBe(
      'name: expected string, received number, found 7; ' +
        'joints[1].maxSpeed: expected number, received string, found "fast" (robot.json)',
    );
  });

  it('says what is missing or too much', () => {
    expect(messageFor({ joints: [] })).toContain('name: expected string, received undefined');
    expect(messageFor({ name: 'a', joints: [], color: 'red' })).toContain('Unrecognized key: "color"');
  });

  it('cuts long values short', () => {
    expect(messageFor({ name: Array(500).fill(1), joints: [] }).length).toBeLessThan(200);
  });

  it('holds the issues as data too', () => {
    try {
      parse(schema, { name: 'a', joints: [{ maxSpeed: -1 }] }, 'robot.json');
      expect.unreachable();
    } catch (error) {
      const { details } = error as AppError;
      expect(details).toMatchObject({ source: 'robot.json', issues: [{ path: 'joints[0].maxSpeed' }] });
    }
  });
});

describe('parseJson', () => {
  it('reports broken JSON in the same shape', () => {
    expect(() => parseJson(schema, '{"name":', 'robot.json')).toThrow(/^not valid JSON: .* \(robot\.json\)$/);
  });
});
