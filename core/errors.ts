/** Every way in which Retrace refuses; a caller may branch on these and on nothing else. */
export const ERROR_CODES = [
  'invalid-input',
  'not-found',
  'not-allowed',
  'unavailable',
  'timeout',
  'corrupt',
  'io',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error that a caller or an operator can act on. The message names cause, numbers and the way out,
 * with the path last; `details` holds the same facts for programs.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The error as a value that survives JSON; unknown throws become `internal`. */
export function toErrorValue(error: unknown): ErrorValue {
  if (error instanceof AppError) {
    return { code: error.code, message: error.message, details: error.details };
  }
  return { code: 'internal', message: messageOf(error), details: {} };
}

export interface ErrorValue {
  code: ErrorCode;
  message: string;
  details: Readonly<Record<string, unknown>>;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
