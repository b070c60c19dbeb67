import { AppError } from '../errors.ts';

/** What the station sends as bytes beside its texts; the second u16 of each message says which it is. */
const KINDS = ['preview', 'picture'] as const;

export type BinaryKind = (typeof KINDS)[number];

const KIND_AT = 2;
const SHORTEST_BYTES = KIND_AT + 2;

/** @throws AppError `invalid-input` for what is too short, or of no kind. */
export function kindOf(buffer: ArrayBuffer): BinaryKind {
  checkLength(buffer, SHORTEST_BYTES, 'binary message');
  const index = new DataView(buffer).getUint16(KIND_AT, true);
  const kind = KINDS[index];
  if (kind === undefined)
    throw new AppError('invalid-input', `binary message of kind ${index}, expected 0 or 1`);
  return kind;
}

export function markKind(view: DataView, kind: BinaryKind): void {
  view.setUint16(KIND_AT, KINDS.indexOf(kind), true);
}

/** @throws AppError `invalid-input` */
export function checkLength(buffer: ArrayBuffer, minBytes: number, what: string): void {
  if (buffer.byteLength >= minBytes) return;
  throw new AppError('invalid-input', `${what} of ${buffer.byteLength} bytes, expected at least ${minBytes}`);
}
