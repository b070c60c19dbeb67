import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError, messageOf } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';

/** Numbers of a message: a field, `pose.position.x` for one below others, or an array of them. */
const vectorSchema = z.strictObject({
  topic: z.string().min(1),
  field: z.string().min(1),
  /** One name a number. */
  names: z.array(z.string().min(1)).min(1),
});

/** Which topics of MCAP files are what: one JSON file for all files of a robot. */
const mappingSchema = z.strictObject({
  format: z.literal(1),
  robot: z.string().min(1),
  task: z.string().min(1),
  stepHz: z.number().positive().max(1000),
  /** Put together in this order. */
  state: z.array(vectorSchema).min(1),
  action: z.array(vectorSchema).min(1),
  /** By the camera's name: the topic of its compressed images. */
  cameras: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/), z.string().min(1)).default({}),
});

export type McapMapping = z.output<typeof mappingSchema>;
export type VectorMapping = z.output<typeof vectorSchema>;

/** @throws AppError `not-found`, `invalid-input` with the path of each wrong field. */
export async function readMapping(path: string): Promise<McapMapping> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('not-found', `the mapping cannot be read: ${messageOf(cause)}`, { cause });
  }
  return parseJson(mappingSchema, text, path);
}
