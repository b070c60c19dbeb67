import type { StationLink } from '../link/station-link.ts';
import { settingsStore } from '../shared/settings.ts';
import { type Cue, cueFor } from './sound-cues.ts';

/** Each cue as notes, `[frequency in Hz, duration in ms]`: rising for good news, falling for bad. */
const NOTES: Record<Cue, readonly (readonly [number, number])[]> = {
  begin: [
    [523, 90],
    [784, 140],
  ],
  phase: [[659, 120]],
  success: [
    [523, 90],
    [659, 90],
    [784, 180],
  ],
  failure: [
    [440, 120],
    [330, 200],
  ],
  alarm: [
    [880, 140],
    [622, 140],
    [880, 140],
    [622, 220],
  ],
};
const VOLUME = 0.15;
const RAMP_S = 0.012;

/** Lets the operator hear what happens while the eyes are on the robot. */
export function playCues(station: StationLink): void {
  let context: AudioContext | null = null;
  // Browsers give sound only to a page that has been touched.
  const wake = (): void => {
    context ??= new AudioContext();
    void context.resume();
  };
  window.addEventListener('pointerdown', wake, { once: true });
  window.addEventListener('keydown', wake, { once: true });

  station.store.subscribe(({ snapshot, link }, before) => {
    if (context === null || !settingsStore.getState().hasSounds) return;
    if (link.status === 'lost' && before.link.status === 'live') return play(context, 'alarm');
    if (snapshot === null || before.snapshot === null || snapshot === before.snapshot) return;
    const cue = cueFor(before.snapshot, snapshot);
    if (cue !== null) play(context, cue);
  });
}

function play(context: AudioContext, cue: Cue): void {
  let startS = context.currentTime;
  for (const [frequencyHz, durationMs] of NOTES[cue]) {
    const endS = startS + durationMs / 1_000;
    const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: frequencyHz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, startS);
    gain.gain.linearRampToValueAtTime(VOLUME, startS + RAMP_S);
    gain.gain.setValueAtTime(VOLUME, endS - RAMP_S);
    gain.gain.linearRampToValueAtTime(0, endS);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(startS);
    oscillator.stop(endS);
    startS = endS;
  }
}
