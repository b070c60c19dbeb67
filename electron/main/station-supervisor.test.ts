import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Activity, ToStation } from '../../station/desktop/shell-messages.ts';
import { StationSupervisor } from './station-supervisor.ts';
import type { ProcessEvents } from './utility-fork.ts';

/** A process on paper: what it was told, and how it ends, stand in the test. */
class PaperProcess {
  readonly told: ToStation[] = [];
  readonly ports: string[] = [];
  readonly events: ProcessEvents;
  isKilled = false;

  constructor(events: ProcessEvents) {
    this.events = events;
  }

  postMessage(message: ToStation, ports: string[] = []): void {
    this.told.push(message);
    this.ports.push(...ports);
  }

  kill(): void {
    this.isKilled = true;
    this.events.onExit(15);
  }
}

let processes: PaperProcess[];
let activities: (Activity | null)[];
let silences: number[];
let downs: string[];
let supervisor: StationSupervisor<string>;
const newest = (): PaperProcess => processes.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  processes = [];
  activities = [];
  silences = [];
  downs = [];
  supervisor = new StationSupervisor<string>({
    fork: (events) => {
      processes.push(new PaperProcess(events));
      return newest();
    },
    onReady: () => {},
    onActivity: (activity) => activities.push(activity),
    onBeat: () => {},
    onSilent: (missed) => silences.push(missed),
    onDown: (cause) => downs.push(cause),
  });
  supervisor.start();
});

afterEach(() => vi.useRealTimers());

it('starts a station that crashed again, five times in ten minutes, and then says so', () => {
  for (let i = 0; i < 5; i += 1) newest().events.onExit(139);
  expect(processes).toHaveLength(6);
  expect(downs).toEqual([]);
  newest().events.onExit(139);
  expect(processes).toHaveLength(6);
  expect(downs).toEqual(['It ended again and again, the last time with code 139.']);
  expect(supervisor.connect('port')).toBe(false);
  supervisor.start();
  expect(processes).toHaveLength(7);
});

it('goes on restarting one that crashes now and then', () => {
  for (let i = 0; i < 20; i += 1) {
    for (let second = 0; second < 180; second += 1) {
      vi.advanceTimersByTime(1000);
      newest().events.onMessage({ type: 'heartbeat', activity: 'idle' });
    }
    newest().events.onExit(1);
  }
  expect(processes).toHaveLength(21);
});

it('does not try again what was refused for a reason', () => {
  newest().events.onMessage({ type: 'refused', message: 'another station records into the dataset' });
  newest().events.onExit(1);
  expect(processes).toHaveLength(1);
  expect(downs).toEqual(['another station records into the dataset']);
});

it('knows what the station does, and nothing of one that has ended', () => {
  const beat = (activity: string): void => newest().events.onMessage({ type: 'heartbeat', activity });
  beat('armed');
  beat('armed');
  beat('recording');
  expect(supervisor.activity).toBe('recording');
  newest().events.onExit(1);
  expect(activities).toEqual(['armed', 'recording', null]);
});

it('says when two heartbeats did not come, and starts a station anew that hangs', () => {
  const beat = (): void => newest().events.onMessage({ type: 'heartbeat', activity: 'idle' });
  for (let i = 0; i < 20; i += 1) {
    vi.advanceTimersByTime(1000);
    beat();
  }
  vi.advanceTimersByTime(2400);
  expect(silences).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(silences).toEqual([2]);
  beat();
  vi.advanceTimersByTime(9900);
  expect([newest().isKilled, silences]).toEqual([false, [2, 2]]);
  vi.advanceTimersByTime(2000);
  expect(silences).toEqual([2, 2, 10]);
  expect(processes.map(({ isKilled }) => isKilled)).toEqual([true, false]);
  expect(activities.at(-1)).toBeNull();
});

it('gives a station up that hangs each time', () => {
  vi.advanceTimersByTime(200_000);
  expect(processes).toHaveLength(6);
  expect(processes.every(({ isKilled }) => isKilled)).toBe(true);
  expect(downs).toHaveLength(1);
});

it('hears nothing in what is no message, neither a heartbeat', () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  for (const rubbish of [null, 'heartbeat', { type: 'heartbeat', activity: 'dancing' }, { type: 'launch' }]) {
    newest().events.onMessage(rubbish);
  }
  expect(activities).toEqual([]);
  expect(said).toHaveBeenCalledTimes(4);
  vi.advanceTimersByTime(3000);
  expect(silences).toEqual([2]);
});

it('hands screens on, before a sleep seals, and waits for it', async () => {
  expect(supervisor.connect('screen 1')).toBe(true);
  expect(newest().ports).toEqual(['screen 1']);
  let isSealed = false;
  const sealing = supervisor.seal().then(() => {
    isSealed = true;
  });
  await vi.advanceTimersByTimeAsync(4000);
  expect(isSealed).toBe(false);
  newest().events.onMessage({ type: 'sealed' });
  await sealing;
  expect(newest().told).toEqual([{ type: 'screen' }, { type: 'seal' }]);
  expect(newest().isKilled).toBe(false);
});

it('lets the computer sleep after five seconds, whatever the station does', async () => {
  const sealing = supervisor.seal();
  await vi.advanceTimersByTimeAsync(5000);
  await sealing;
});

it('ends the station well, and does not start it again', async () => {
  const closing = supervisor.close();
  expect(newest().told).toEqual([{ type: 'close' }]);
  newest().events.onExit(0);
  await closing;
  expect(processes).toHaveLength(1);
  expect(newest().isKilled).toBe(false);
  expect(downs).toEqual([]);
});

it('kills a station that does not end within five seconds', async () => {
  const closing = supervisor.close();
  await vi.advanceTimersByTimeAsync(4900);
  expect(newest().isKilled).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  await closing;
  expect(newest().isKilled).toBe(true);
  expect(processes).toHaveLength(1);
});
