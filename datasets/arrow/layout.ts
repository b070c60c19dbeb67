import { DataType, type Schema } from 'apache-arrow';

/** Which of a record batch's nodes and buffers belong to a column: `[start, end)` each. */
export interface ColumnLayout {
  nodeStart: number;
  nodeEnd: number;
  bufferStart: number;
  bufferEnd: number;
}

/**
 * Where each column of a schema lies in its record batches. Follows from the types alone: Arrow lists nodes
 * and buffers depth first.
 */
export function layoutOf(schema: Schema): ColumnLayout[] {
  let node = 0;
  let buffer = 0;
  return schema.fields.map(({ type }) => {
    const layout = { nodeStart: node, bufferStart: buffer };
    const { nodes, buffers } = sizeOf(type);
    node += nodes;
    buffer += buffers;
    return { ...layout, nodeEnd: node, bufferEnd: buffer };
  });
}

function sizeOf(type: DataType): { nodes: number; buffers: number } {
  const size = { nodes: 1, buffers: ownBuffers(type) };
  if (DataType.isDictionary(type)) return size;
  for (const child of type.children ?? []) {
    const { nodes, buffers } = sizeOf(child.type);
    size.nodes += nodes;
    size.buffers += buffers;
  }
  return size;
}

/** Validity, then offsets or values, or both. Covers the types that episodes use. */
function ownBuffers(type: DataType): number {
  if (DataType.isStruct(type) || DataType.isFixedSizeList(type)) return 1;
  if (DataType.isUtf8(type) || DataType.isBinary(type)) return 3;
  return 2;
}
