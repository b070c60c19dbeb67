import { expect, test } from 'vitest';
import { recipeSchema } from '../../recipes/recipe.ts';
import type { ExportInfo } from '../target.ts';
import { featuresOf, huggingFaceMetadata } from './lerobot-features.ts';

const info: ExportInfo = {
  name: 'test',
  provenance: {
    software: { name: 'retrace', version: '0.0.0' },
    dataset: 'shirts',
    version: { name: 'v1', sha256: '0'.repeat(64) },
    recipe: recipeSchema.parse({ format: 1, name: 'test' }),
  },
  layout: { stateNames: ['x'], actionNames: ['vx', 'vy'], cameras: [], hz: 30 },
  tasks: [],
};
const number = { dtype: 'float32', _type: 'Value' };

test.each([
  { version: 'v3.0', state: number, list: 'List' },
  { version: 'v2.1', state: { feature: number, length: 1, _type: 'Sequence' }, list: 'Sequence' },
] as const)('what one quantity is to LeRobot $version', ({ version, state, list }) => {
  const { features } = JSON.parse(huggingFaceMetadata(featuresOf(info, 'video'), version)).info;
  expect(features['observation.state']).toEqual(state);
  expect(features.action).toEqual({ feature: number, length: 2, _type: list });
});
