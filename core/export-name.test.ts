import { expect, it } from 'vitest';
import { loaderLine } from './export-name.ts';

it('names folder and export as the loader wants them', () => {
  const past = { out: '/exports/first', version: 'T-shirt.v1', recipe: 'success-only' };
  expect(loaderLine('load("<out>/<name>", "<out>/<snake_name>")', past)).toBe(
    'load("/exports/first/t-shirt-v1-success-only", "/exports/first/t_shirt_v1_success_only")',
  );
});
