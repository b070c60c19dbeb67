import { expect, it, vi } from 'vitest';
import { Player } from './player.ts';

/** Uneven stamps, as real ones are. */
function loaded(): Player {
  const player = new Player();
  player.load([0, 48, 103, 900, 951]);
  return player;
}

it('keeps the playhead inside the episode and the row with it', () => {
  const player = loaded();
  player.seek(500);
  expect(player.store.getState()).toMatchObject({ timeMs: 500, row: 2 });
  player.seek(5_000);
  expect(player.store.getState()).toMatchObject({ timeMs: 951, row: 4 });
  player.seek(-10_000);
  expect(player.store.getState()).toMatchObject({ timeMs: 0, row: 0 });
});

it('steps from stamp to stamp and pauses', () => {
  const player = loaded();
  player.store.setState({ rate: 1 });
  player.seek(120);
  player.step(1);
  expect(player.store.getState()).toMatchObject({ timeMs: 900, row: 3, rate: 0 });
  player.step(-1);
  expect(player.store.getState()).toMatchObject({ timeMs: 103, row: 2 });
});

it('shuttles faster with each press, turns round at once, and stops', () => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  const player = loaded();
  const rates = [1, 1, 1, 1, 1, -1, -1].map((direction) => {
    player.shuttle(direction as 1 | -1);
    return player.store.getState().rate;
  });
  expect(rates).toEqual([1, 2, 4, 8, 8, -1, -2]);
  player.toggle();
  expect(player.store.getState().rate).toBe(0);
  vi.unstubAllGlobals();
});

it('plays by the stamps and not beyond the end', () => {
  const frames: FrameRequestCallback[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback));
  vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const player = loaded();
  player.setSpeed(2);
  player.toggle();
  frames.shift()!(1_100);
  expect(player.store.getState()).toMatchObject({ timeMs: 200, row: 2 });
  frames.shift()!(3_000);
  expect(player.store.getState()).toMatchObject({ timeMs: 951, row: 4, rate: 0 });
  expect(frames).toEqual([]);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('stands at the first row until the stamps are there', () => {
  const player = new Player();
  player.seek(10);
  expect(player.store.getState()).toMatchObject({ timeMs: 0, row: 0, endMs: 0 });
});
