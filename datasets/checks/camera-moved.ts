import type { CheckFinding } from './check.ts';
import type { PeerCheck } from './peer-check.ts';
import { shiftBetween } from './still-scene.ts';

/** At no shift the scene is less like the session's first one than this, … */
const MOST_STILL_LIKENESS = 0.95;
/** … and shifted it is as good as the same again. */
const LEAST_GAIN = 0.03;
/** Or there is no likeness at any shift: the camera looks elsewhere. */
const LEAST_LIKENESS = 0.5;

/**
 * A camera that stood still within each episode, and not between the session's first one and this. Cameras that
 * move with the robot are left out. Sees what is pushed by 3 % of the picture's width or more.
 */
export const cameraMoved: PeerCheck = {
  name: 'camera-moved',
  version: 1,
  run({ id, sessionId, scenes }, peers) {
    const [first] = peers.filter((peer) => peer.sessionId === sessionId && peer.id < id);
    const findings: CheckFinding[] = [];
    const measures: Record<string, number> = {};
    for (const [camera, scene] of Object.entries(scenes)) {
      const before = first?.scenes[camera];
      if (before === undefined) continue;
      const { still, best } = shiftBetween(before, scene);
      measures[`sceneLikeness.${camera}`] = still.likeness;
      const isShifted = still.likeness < MOST_STILL_LIKENESS && best.likeness - still.likeness > LEAST_GAIN;
      if (!isShifted && best.likeness >= LEAST_LIKENESS) continue;
      const how =
        best.likeness >= LEAST_LIKENESS
          ? `by about ${best.dx} and ${best.dy} of 32 by 24 fields`
          : 'to another view';
      const message = `${camera} has moved ${how} since the session's first episode`;
      findings.push({ code: 'camera-moved', severity: 'warning', message, stream: camera, spans: [] });
    }
    return { findings, measures };
  },
};
