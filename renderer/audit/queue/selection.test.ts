import { expect, it } from 'vitest';
import { Selection } from './selection.ts';

const rowAt = (index: number) => (index < 10 ? { id: `e${index}`, labels: index } : undefined);
const ids = (selection: Selection) => [...selection.store.getState().labels.keys()];

it('selects a stretch from the last one that was toggled, either way', () => {
  const selection = new Selection();
  selection.toggle(rowAt(5)!, 5);
  selection.extendTo(3, rowAt);
  selection.extendTo(6, rowAt);
  expect(ids(selection).sort()).toEqual(['e3', 'e4', 'e5', 'e6']);
  expect(selection.store.getState().labels.get('e4')).toBe(4);
});

it('leaves out what is not loaded, and lets go of what is toggled again', () => {
  const selection = new Selection();
  selection.toggle(rowAt(8)!, 8);
  selection.extendTo(12, rowAt);
  selection.toggle(rowAt(8)!, 8);
  expect(ids(selection)).toEqual(['e9']);
  selection.clear();
  expect(ids(selection)).toEqual([]);
});
