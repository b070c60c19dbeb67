import { z } from 'zod';
import type { EpisodeView } from './check.ts';
import { positionsOf } from './motion.ts';
import { segmentsMeantTo } from './phase-intents.ts';
import { THUMB_HEIGHT, THUMB_WIDTH } from './picture.ts';
import { stillScene } from './still-scene.ts';

/** What traits are changes with this number, and they are taken anew. */
export const TRAITS_VERSION = 1;

const FRAMES_PER_PHASE = 8;
const PATH_POINTS = 32;

const picturesSchema = z
  .base64()
  .transform((text): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64')))
  .meta({ description: 'gray pictures, row after row, one byte a pixel' });

/** What an episode's peers need to know of it. */
export const traitsSchema = z.object({
  id: z.uuid(),
  sessionId: z.string(),
  durationNs: z.number(),
  /** Of the phases that are to fail and to succeed: pictures of all cameras at one row, 32 × 24 each, camera by camera. */
  failureFrames: z.array(picturesSchema),
  successFrames: z.array(picturesSchema),
  /** The picture at which a failure ended. */
  failureEnds: z.array(picturesSchema),
  /** Positions at 32 instants, evenly from the first row to the last; one list a quantity. */
  path: z.array(z.array(z.number())),
  /** Of cameras that stand still: what does not move in their pictures; see `still-scene.ts`. */
  scenes: z.record(z.string(), z.object({ scene: picturesSchema, still: picturesSchema })),
});

export type Traits = z.output<typeof traitsSchema>;

export function traitsOf(episode: EpisodeView): Traits {
  const { head, durationNs } = episode.manifest;
  return {
    id: head.id,
    sessionId: head.sessionId,
    durationNs,
    failureFrames: framesOf(episode, 'fail'),
    successFrames: framesOf(episode, 'succeed'),
    failureEnds: segmentsMeantTo(episode, 'fail').flatMap(({ endStep }) => frameAt(episode, endStep) ?? []),
    path: positionsOf(episode).map(({ values }) => resample(values, PATH_POINTS)),
    scenes: Object.fromEntries(
      Object.entries(episode.pictures).flatMap(([camera, pictures]) => {
        const scene = stillScene(pictures);
        return scene === null ? [] : [[camera, scene]];
      }),
    ),
  };
}

/** For the file: pictures as text. */
export function traitsToJson(traits: Traits): z.input<typeof traitsSchema> {
  const text = (pixels: Uint8Array) => Buffer.from(pixels).toString('base64');
  return {
    ...traits,
    failureFrames: traits.failureFrames.map(text),
    successFrames: traits.successFrames.map(text),
    failureEnds: traits.failureEnds.map(text),
    scenes: Object.fromEntries(
      Object.entries(traits.scenes).map(([camera, { scene, still }]) => [
        camera,
        { scene: text(scene), still: text(still) },
      ]),
    ),
  };
}

function framesOf(episode: EpisodeView, intent: 'fail' | 'succeed'): Uint8Array[] {
  const segments = segmentsMeantTo(episode, intent);
  const rows = [...jointRows(episode)].filter((row) =>
    segments.some(({ startStep, endStep }) => row >= startStep && row < endStep),
  );
  return evenly(rows, FRAMES_PER_PHASE).flatMap((row) => frameAt(episode, row) ?? []);
}

/** Rows of which every camera has a picture. */
function jointRows({ pictures }: EpisodeView): Set<number> {
  const [first, ...others] = Object.values(pictures)
    .filter((some) => some.length > 0)
    .map((some) => new Set(some.map(({ row }) => row)));
  return new Set([...(first ?? [])].filter((row) => others.every((rows) => rows.has(row))));
}

/** All cameras' pictures at this row or the looked-at one before it. */
function frameAt(episode: EpisodeView, row: number): Uint8Array | null {
  const at = [...jointRows(episode)].filter((other) => other <= row).at(-1);
  if (at === undefined) return null;
  const thumbs = Object.values(episode.pictures).flatMap(
    (some) => some.find((picture) => picture.row === at)?.thumb ?? [],
  );
  const frame = new Uint8Array(thumbs.length * THUMB_WIDTH * THUMB_HEIGHT);
  thumbs.forEach((thumb, index) => {
    frame.set(thumb, index * THUMB_WIDTH * THUMB_HEIGHT);
  });
  return frame;
}

function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * (items.length - 1)) / (most - 1))]!);
}

function resample(values: Float64Array, points: number): number[] {
  const last = Math.max(0, values.length - 1);
  return Array.from({ length: points }, (_, i) =>
    Math.fround(values[Math.round((i * last) / (points - 1))] ?? 0),
  );
}
