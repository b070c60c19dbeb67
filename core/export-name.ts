interface NamedExport {
  version: string;
  recipe: string;
}

/** The name that loaders know an export by: lower-case letters, digits, dashes. */
export function exportName({ version, recipe }: NamedExport): string {
  return `${version}-${recipe}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/**
 * How an export is opened, for people.
 *
 * @param loader its target's line, in which `<out>` stands for the folder, `<name>` and `<snake_name>` for the name
 */
export function loaderLine(loader: string, { out, ...named }: NamedExport & { out: string }): string {
  const name = exportName(named);
  return loader
    .replaceAll('<name>', name)
    .replaceAll('<snake_name>', name.replaceAll('-', '_'))
    .replaceAll('<out>', out);
}
