/** @param candidate and `version` as `major.minor.patch` */
export function isNewer(candidate: string, version: string): boolean {
  const [theirs, ours] = [candidate, version].map((text) => text.split('.').map(Number));
  const index = theirs!.findIndex((part, i) => part !== ours![i]);
  return index >= 0 && theirs![index]! > ours![index]!;
}
