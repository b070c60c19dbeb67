import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError, messageOf } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';
import { readOnnxMetadata } from './onnx-metadata.ts';

/** Where `retrace-train` puts what a policy needs to know. */
const METADATA_KEY = 'retrace';

const cameraSchema = z.object({
  name: z.string(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
});

const descriptionSchema = z.object({
  format: z.literal(1),
  algorithm: z.string(),
  task: z.string(),
  robotProfile: z.string(),
  stepHz: z.number().positive(),
  observation: z.object({
    state: z.array(z.string()).min(1),
    cameras: z
      .array(cameraSchema)
      .refine(
        (cameras) => new Set(cameras.flatMap(({ widthPx, heightPx }) => [widthPx, heightPx])).size <= 1,
        'expected square pictures of one size',
      ),
  }),
  action: z.object({
    names: z.array(z.string()).min(1),
    units: z.array(z.string()),
    /** Steps that are decided at once, from one look. */
    chunk: z.int().min(1).max(100).default(1),
  }),
});

export type PolicyDescription = z.output<typeof descriptionSchema>;

/** As an episode names the policy that took part in it. */
export interface PolicyIdentity {
  name: string;
  /** Of its file, as hexadecimal. */
  sha256: string;
}

/** The file of a policy as it was read, before it is loaded. */
export interface PolicyFile {
  model: Uint8Array;
  description: PolicyDescription;
}

/**
 * What a policy sees and does. ONNX Runtime is not needed for it.
 *
 * @throws AppError `not-found`, or `invalid-input` for a file that is no policy of `retrace-train`
 */
export async function readPolicyFile(path: string): Promise<PolicyFile> {
  const model = await readFile(path).catch((cause: unknown) => {
    throw new AppError('not-found', `the policy cannot be read: ${messageOf(cause)}`, { cause });
  });
  const text = readOnnxMetadata(model).get(METADATA_KEY);
  if (text === undefined) {
    throw new AppError(
      'invalid-input',
      `the model does not say what it sees: expected the metadata "${METADATA_KEY}" of retrace-train (${path})`,
    );
  }
  return { model, description: parseJson(descriptionSchema, text, path) };
}

/** The folder tells a run of `retrace-train` from another, whose files all bear one name. */
export function policyNameOf(path: string): string {
  const absolute = resolve(path);
  return join(basename(dirname(absolute)), basename(absolute));
}

export function sha256Of(model: Uint8Array): string {
  return createHash('sha256').update(model).digest('hex');
}
