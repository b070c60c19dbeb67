export interface Subdivided {
  /** Four for each triangle before; added vertices are numbered on from the old ones. */
  triangles: Uint16Array;
  /** The two old vertices between which each added vertex lies. */
  edges: Uint16Array;
}

/** Cuts each triangle into four at the middles of its edges, which neighbours share. */
export function subdivide(triangles: Uint16Array, vertexCount: number): Subdivided {
  const middles = new Map<number, number>();
  const edges: number[] = [];
  const middle = (a: number, b: number): number => {
    const key = Math.min(a, b) * vertexCount + Math.max(a, b);
    let vertex = middles.get(key);
    if (vertex === undefined) {
      vertex = vertexCount + middles.size;
      middles.set(key, vertex);
      edges.push(a, b);
    }
    return vertex;
  };
  const finer: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
    finer.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca);
  }
  return { triangles: Uint16Array.from(finer), edges: Uint16Array.from(edges) };
}
