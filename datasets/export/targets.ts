import { AppError } from '../../core/errors.ts';
import type { ExportTarget } from './target.ts';
import { lerobotV3 } from './targets/lerobot-v3.ts';
import { lerobotV21 } from './targets/lerobot-v21.ts';

/** Every format that a version can be exported to. */
export const EXPORT_TARGETS: readonly ExportTarget[] = [
  lerobotV3('video'),
  lerobotV3('image'),
  lerobotV21,
] as readonly ExportTarget[];

/** @throws AppError `not-found` with the names that there are. */
export function findTarget(name: string): ExportTarget {
  const target = EXPORT_TARGETS.find((each) => each.name === name);
  if (target !== undefined) return target;
  const names = EXPORT_TARGETS.map((each) => each.name).join(', ');
  throw new AppError('not-found', `no target "${name}": there are ${names}`);
}
