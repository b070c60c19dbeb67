import type { ExportChoice, PastExport } from '../../core/contract/export.ts';

/** A name that says what is in it, and that no earlier export has. */
export function suggestFolder(
  { version, recipe, target }: ExportChoice,
  history: readonly Pick<PastExport, 'out' | 'status'>[],
): string {
  const base = `${version}-${recipe}-${target}`;
  const taken = history.filter(({ status }) => status === 'done').map(({ out }) => out.split(/[\\/]/).at(-1));
  let name = base;
  for (let number = 2; taken.includes(name); number += 1) name = `${base}-${number}`;
  return name;
}
