import type { z } from 'zod';
import { AppError } from './errors.ts';

export interface Issue {
  /** Where, as a reader would write it: `phases[2].transitions[0].to`. */
  path: string;
  message: string;
}

/**
 * Parse `value` at a border. `source` names what it came from, such as a file's path.
 *
 * @throws AppError `invalid-input`; its text names each wrong field, what was expected and what was found,
 * and `details.issues` holds them as {@link Issue}s.
 */
export function parse<S extends z.ZodType>(schema: S, value: unknown, source: string): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw invalidInput(
    result.error.issues.map((issue) => ({ path: formatPath(issue.path), message: describe(issue) })),
    source,
  );
}

/** As {@link parse}, for JSON text; a syntax error is reported in the same shape. */
export function parseJson<S extends z.ZodType>(schema: S, text: string, source: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid-input', `not valid JSON: ${(cause as Error).message} (${source})`, { cause });
  }
  return parse(schema, value, source);
}

/** An `invalid-input` error out of issues that a schema alone cannot see. */
export function invalidInput(issues: Issue[], source: string): AppError {
  const lines = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new AppError('invalid-input', `${lines.join('; ')} (${source})`, { details: { source, issues } });
}

function formatPath(path: PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function describe(issue: z.core.$ZodIssue): string {
  const message = issue.message.replace(/^Invalid input: /, '');
  if (issue.code === 'custom' || issue.input === undefined) return message;
  const found = JSON.stringify(issue.input, (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  if (found === undefined) return message;
  return `${message}, found ${found.length > 80 ? `${found.slice(0, 77)}…` : found}`;
}
