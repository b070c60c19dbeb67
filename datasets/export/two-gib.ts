import { AppError } from '../../core/errors.ts';

/** What a signed number of 32 bits can say: Arrow's offsets, the length of a protobuf message. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * @param what has these bytes in one piece, for people
 * @throws AppError `invalid-input` when they are too many
 */
export function assertBelow2GiB(what: string, bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  const gib = (bytes / 2 ** 30).toFixed(2);
  throw new AppError(
    'invalid-input',
    `${what}: ${gib} GiB in one piece, of which the format holds less than 2: make pictures smaller with the recipe’s "images", or choose another target`,
  );
}
