/**
 * Cohen's kappa (1960): how far two people agree beyond chance, (p_o − p_e) / (1 − p_e), where p_o is the share of
 * items they put into the same class and p_e the share that they would by chance, given how often each uses each
 * class. Null without items, and where both always used one and the same class.
 */
export function cohensKappa(judged: readonly (readonly [string, string])[]): number | null {
  const n = judged.length;
  if (n === 0) return null;
  const classes = new Set(judged.flat());
  const observed = judged.filter(([a, b]) => a === b).length / n;
  let expected = 0;
  for (const name of classes) {
    const ofA = judged.filter(([a]) => a === name).length / n;
    const ofB = judged.filter(([, b]) => b === name).length / n;
    expected += ofA * ofB;
  }
  return expected === 1 ? null : (observed - expected) / (1 - expected);
}
