import { AppError } from '../../core/errors.ts';
import type { ExportTarget } from './target.ts';
import { d3rlpy } from './targets/d3rlpy.ts';
import { d4rl } from './targets/d4rl.ts';
import { huggingFace } from './targets/huggingface.ts';
import { lerobotV3 } from './targets/lerobot-v3.ts';
import { lerobotV21 } from './targets/lerobot-v21.ts';
import { mcap } from './targets/mcap.ts';
import { minari } from './targets/minari.ts';
import { minariHdf5 } from './targets/minari-hdf5.ts';
import { rlds } from './targets/rlds.ts';
import { robomimic } from './targets/robomimic.ts';
import { tables } from './targets/tables.ts';
import { zarr } from './targets/zarr.ts';

/** Every format that a version can be exported to. */
export const EXPORT_TARGETS = [
  lerobotV3('video'),
  lerobotV3('image'),
  lerobotV21,
  robomimic,
  d3rlpy,
  d4rl,
  minari,
  minariHdf5,
  rlds,
  zarr,
  mcap,
  huggingFace,
  tables('parquet'),
  tables('csv'),
] as readonly ExportTarget[];

/** @throws AppError `not-found` with the names that there are. */
export function findTarget(name: string): ExportTarget {
  const target = EXPORT_TARGETS.find((each) => each.name === name);
  if (target !== undefined) return target;
  const names = EXPORT_TARGETS.map((each) => each.name).join(', ');
  throw new AppError('not-found', `no target "${name}": there are ${names}`);
}
