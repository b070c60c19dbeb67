import { z } from 'zod';
import type { EpisodeHead } from '../episode/manifest.ts';

/** Of a robot profile; an episode keeps the one it was recorded with. */
const streamsSchema = z.object({
  streams: z.array(z.object({ values: z.array(z.object({ name: z.string(), path: z.string() })) })),
});

/** Where four quantities that are one orientation stand in a row: its x, y, z and w. */
export type Quaternion = readonly number[];

/**
 * The orientations of a state: where the profile reads x, y, z and w of one message's `orientation`. What else is an
 * angle nobody says.
 */
export function quaternionsOf({ robotProfile, state }: EpisodeHead): Quaternion[] {
  const { data } = streamsSchema.safeParse(robotProfile.definition);
  return (data?.streams ?? []).flatMap(({ values }) =>
    values.flatMap(({ path }) => {
      if (!/(^|\.)orientation\.w$/.test(path)) return [];
      const parts = ['x', 'y', 'z', 'w'].map((axis) => {
        const value = values.find((other) => other.path === path.slice(0, -1) + axis);
        return value === undefined ? -1 : state.names.indexOf(value.name);
      });
      return parts.includes(-1) ? [] : [parts];
    }),
  );
}

/**
 * The orientation at a share of the way between those of two rows: on the line between them, at length 1.
 *
 * @param from index of the first value of a row in `values`
 * @returns null where there is none, such as between rows of zeros
 */
export function orientationBetween(
  values: Float32Array,
  parts: Quaternion,
  from: number,
  to: number,
  share: number,
): number[] | null {
  const along = parts.reduce((sum, part) => sum + values[from + part]! * values[to + part]!, 0);
  // q and −q are the same orientation: the one that is closer is the short way round.
  const sign = along < 0 ? -1 : 1;
  const mixed = parts.map((part) => values[from + part]! * (1 - share) + sign * values[to + part]! * share);
  const length = Math.sqrt(mixed.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? mixed.map((value) => value / length) : null;
}
