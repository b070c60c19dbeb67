import { expect, it } from 'vitest';
import { Player } from './player.ts';

/** Uneven stamps, as real ones are. */
function player(): Player {
  return new Player([0, 48, 103, 900, 951]);
}

it('keeps the playhead inside the episode and the row with it', () => {
  const replay = player();
  replay.seek(500);
  expect(replay.store.getState()).toMatchObject({ timeMs: 500, row: 2 });
  replay.seek(5_000);
  expect(replay.store.getState()).toMatchObject({ timeMs: 951, row: 4 });
  replay.jump(-10_000);
  expect(replay.store.getState()).toMatchObject({ timeMs: 0, row: 0 });
});

it('steps from stamp to stamp and pauses', () => {
  const replay = player();
  replay.store.setState({ isPlaying: true });
  replay.seek(120);
  replay.step(1);
  expect(replay.store.getState()).toMatchObject({ timeMs: 900, row: 3, isPlaying: false });
  replay.step(-1);
  expect(replay.store.getState()).toMatchObject({ timeMs: 103, row: 2 });
});

it('has a slowest and a fastest speed', () => {
  const replay = player();
  for (let press = 0; press < 9; press += 1) replay.changeSpeed(1);
  expect(replay.store.getState().speed).toBe(8);
  for (let press = 0; press < 9; press += 1) replay.changeSpeed(-1);
  expect(replay.store.getState().speed).toBe(0.25);
});

it('plays nothing of an episode without rows', () => {
  const replay = new Player([]);
  replay.seek(10);
  expect(replay.store.getState()).toMatchObject({ timeMs: 0, row: 0 });
});
