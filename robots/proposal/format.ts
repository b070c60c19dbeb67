const WIDTH = 110;

/** A profile as a person would write it: what fits on a line stands on one. */
export function formatProfile(profile: unknown): string {
  return `${formatValue(profile, 0, 0)}\n`;
}

function formatValue(value: unknown, indent: number, used: number): string {
  const entries = entriesOf(value);
  if (entries === null) return JSON.stringify(value);
  const [opening, closing] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const line = `${opening}${entries.map(({ key, part }) => key + oneLine(part)).join(', ')}${closing}`;
  // The outermost is a document, however short it is; one more is for the comma.
  if (indent > 0 && indent + used + line.length + 1 <= WIDTH) return line;
  const pad = ' '.repeat(indent + 2);
  const lines = entries.map(({ key, part }) => pad + key + formatValue(part, indent + 2, key.length));
  return `${opening.trim()}\n${lines.join(',\n')}\n${' '.repeat(indent)}${closing.trim()}`;
}

function oneLine(value: unknown): string {
  return formatValue(value, 1, Number.NEGATIVE_INFINITY);
}

function entriesOf(value: unknown): { key: string; part: unknown }[] | null {
  if (Array.isArray(value)) return value.map((part) => ({ key: '', part }));
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => ({ key: `${JSON.stringify(name)}: `, part }));
}
