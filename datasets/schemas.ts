import { z } from 'zod';
import { checksSchema } from './checks/results.ts';
import { datasetInfoSchema } from './dataset-info.ts';
import { labelSchema } from './episode/label.ts';
import { episodeManifestSchema } from './episode/manifest.ts';
import { exportHistorySchema } from './export-history.ts';
import { trashNoteSchema } from './trash-note.ts';
import { versionSchema } from './version.ts';
import { viewsSchema } from './views.ts';

const CHECK = {
  type: 'string',
  pattern: '^[0-9a-f]{8}$',
  description: 'The last field: CRC-32 of all bytes before the comma in front of it.',
};

const SCHEMAS: Record<string, { title: string; schema: z.ZodType }> = {
  'checks.schema.json': { title: 'checks.json, what the checks found in an episode', schema: checksSchema },
  'dataset.schema.json': { title: 'dataset.json of a Retrace dataset', schema: datasetInfoSchema },
  'episode.schema.json': { title: 'episode.json, the manifest of an episode', schema: episodeManifestSchema },
  'exports.schema.json': {
    title: 'exports.json, what was exported of the dataset',
    schema: exportHistorySchema,
  },
  'label.schema.json': { title: 'A line of labels.jsonl', schema: labelSchema },
  'trash.schema.json': { title: 'trash.json of a discarded episode', schema: trashNoteSchema },
  'version.schema.json': { title: 'versions/<name>.json, a frozen list of episodes', schema: versionSchema },
  'views.schema.json': { title: 'views.json, filters with names', schema: viewsSchema },
};

/** JSON Schemas (2020-12) of all JSON files of a dataset, by file name: out of the schemas that the code reads with. */
export function jsonSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, { title, schema }]) => {
      // What is on disk is the input: there, large nanoseconds are still strings of digits.
      const { $schema, ...generated } = z.toJSONSchema(schema, { io: 'input' });
      for (const file of generated.oneOf ?? [generated])
        Object.assign(file.properties ?? {}, { check: CHECK });
      return [name, { $schema, title, ...generated }];
    }),
  );
}
