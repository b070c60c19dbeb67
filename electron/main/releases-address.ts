import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifestSchema = z.object({
  releases: z
    .url({ protocol: /^https$/ })
    .nullable()
    .catch(null),
});

/**
 * Where a packager tells of new versions: `releases` of the packaged `package.json`, an `https` address that answers
 * `{version, page}`.
 *
 * @returns null where there is none
 */
export function releasesUrlIn(manifestPath: string): string | null {
  return manifestSchema.parse(JSON.parse(readFileSync(manifestPath, 'utf8'))).releases;
}
