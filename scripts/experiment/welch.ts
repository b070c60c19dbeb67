/** Student's t at 97.5 %, by degrees of freedom from 1 on. */
const T_975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/**
 * The 95 % interval of a difference of two means (Welch, 1947), degrees of freedom rounded down. Null for fewer than
 * two values of either.
 */
export function welch(a: readonly number[], b: readonly number[]): { low: number; high: number } | null {
  if (a.length < 2 || b.length < 2) return null;
  const [of, from] = [spreadOf(a), spreadOf(b)];
  const variance = of.ofMean + from.ofMean;
  const freedom = variance ** 2 / (of.ofMean ** 2 / (a.length - 1) + from.ofMean ** 2 / (b.length - 1));
  // Without any spread there is no doubt either.
  const t = variance === 0 ? 0 : T_975[Math.min(Math.floor(freedom), T_975.length) - 1]!;
  const half = t * Math.sqrt(variance);
  return { low: of.mean - from.mean - half, high: of.mean - from.mean + half };
}

function spreadOf(values: readonly number[]): { mean: number; ofMean: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, ofMean: variance / values.length };
}
