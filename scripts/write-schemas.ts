import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../datasets/schemas.ts';

/** `npm run schemas`: docs/schemas/ follows the code; a test fails while it does not. */
const folder = join(import.meta.dirname, '../docs/schemas');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(join(folder, name), `${JSON.stringify(schema, null, 2)}\n`);
}
