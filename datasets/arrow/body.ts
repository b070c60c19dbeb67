import { BufferRegion, FieldNode } from 'apache-arrow/ipc/metadata/message';

/**
 * The body of a record batch, column after column, as a list of byte chunks. Images are never copied; what is
 * small is put together, since each chunk of a `writev` costs 6 µs of the event loop's time.
 * Each method adds one field in the order that Arrow's format wants: the field's node, its validity bitmap,
 * its own buffers; the fields of a struct or list follow their parent.
 *
 * Arrow's builders would copy every image twice, and its `Data` wants one contiguous buffer a column.
 */
export class BatchBody {
  readonly nodes: FieldNode[] = [];
  readonly regions: BufferRegion[] = [];
  byteLength = 0;
  readonly #chunks: Uint8Array[] = [];
  /** Small chunks and padding that are to become one. */
  #run: Uint8Array[] = [];
  #runBytes = 0;

  /** All bytes so far. */
  get chunks(): readonly Uint8Array[] {
    this.#endRun();
    return this.#chunks;
  }

  /** A fixed-width column. `values` is kept, not copied. */
  fixed(length: number, values: ArrayBufferView, nulls?: Nulls): void {
    this.#node(length, nulls);
    this.#buffer([asBytes(values)]);
  }

  bool(values: readonly boolean[]): void {
    this.#node(values.length);
    this.#buffer([packBits(values.length, (row) => values[row] === true)]);
  }

  /** Binary and UTF-8 columns. The chunks are kept, not copied. */
  binary(values: readonly Uint8Array[]): void {
    this.#node(values.length);
    this.#buffer([asBytes(offsetsOf(values.map(({ byteLength }) => byteLength)))]);
    this.#buffer(values);
  }

  /** A UTF-8 column of nothing but nulls. */
  nullText(length: number): void {
    this.#node(length, { count: length, isNull: () => true });
    this.#buffer([asBytes(new Int32Array(length + 1))]);
    this.#buffer([]);
  }

  /** The parent of the columns that follow. */
  struct(length: number, nulls?: Nulls): void {
    this.#node(length, nulls);
  }

  /** The parent of the column that follows, which has `size` values for each row, null or not. */
  fixedSizeList(length: number, nulls?: Nulls): void {
    this.#node(length, nulls);
  }

  /** The parent of the column that follows, which has the sum of `lengths` values. */
  list(lengths: readonly number[]): void {
    this.#node(lengths.length);
    this.#buffer([asBytes(offsetsOf(lengths))]);
  }

  #node(length: number, nulls?: Nulls): void {
    const nullCount = nulls?.count ?? 0;
    this.nodes.push(new FieldNode(length, nullCount));
    this.#buffer(
      nulls === undefined || nullCount === 0 ? [] : [packBits(length, (row) => !nulls.isNull(row))],
    );
  }

  #buffer(chunks: readonly Uint8Array[]): void {
    const begin = this.byteLength;
    for (const chunk of chunks) {
      this.#add(chunk);
    }
    this.regions.push(new BufferRegion(begin, this.byteLength - begin));
    const padding = -this.byteLength & 7;
    this.#add(PADDING.subarray(0, padding));
  }

  #add(chunk: Uint8Array): void {
    if (chunk.byteLength === 0) return;
    this.byteLength += chunk.byteLength;
    if (chunk.byteLength > SMALL_BYTES) {
      this.#endRun();
      this.#chunks.push(chunk);
    } else {
      this.#run.push(chunk);
      this.#runBytes += chunk.byteLength;
    }
  }

  #endRun(): void {
    if (this.#runBytes === 0) return;
    const bytes = new Uint8Array(this.#runBytes);
    let offset = 0;
    for (const chunk of this.#run) {
      bytes.set(chunk, offset);
      offset += chunk.byteLength;
    }
    this.#chunks.push(bytes);
    this.#run = [];
    this.#runBytes = 0;
  }
}

/** Up to here copying a chunk is cheaper than handing it to the system by itself. */
const SMALL_BYTES = 4096;

const PADDING = new Uint8Array(7);

/** Which rows of a column are null, and how many. */
export interface Nulls {
  count: number;
  isNull(row: number): boolean;
}

function offsetsOf(lengths: readonly number[]): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, index) => {
    offsets[index + 1] = offsets[index]! + length;
  });
  return offsets;
}

function packBits(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let row = 0; row < length; row += 1) {
    if (isSet(row)) bits[row >> 3]! |= 1 << (row & 7);
  }
  return bits;
}

function asBytes(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
