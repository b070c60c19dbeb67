/** Of the standard normal distribution, for 95 %. */
const Z = 1.959963984540054;

/** A share with the bounds of its 95 % interval after Wilson (1927), which holds near 0 and 1 and for few trials. */
export function wilson(successes: number, trials: number): { share: number; low: number; high: number } {
  if (trials === 0) return { share: Number.NaN, low: 0, high: 1 };
  const share = successes / trials;
  const weight = Z ** 2 / trials;
  const middle = (share + weight / 2) / (1 + weight);
  const half = (Z / (1 + weight)) * Math.sqrt((share * (1 - share)) / trials + weight / (4 * trials));
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
