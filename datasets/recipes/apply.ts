import type { JudgedEpisode } from '../episode/judged.ts';
import type { EpisodeHead, SealedManifest } from '../episode/manifest.ts';
import type { EpisodeSeries } from '../episode/series.ts';
import { type Clip, maskedClips, withAllStreams, withoutIdle } from './clips.ts';
import { countSamples, gridOf, interpolate, meanOverSteps, pickSamples, takeSamples } from './grid.ts';
import { keptCameras } from './kept-cameras.ts';
import { quaternionsOf } from './quaternions.ts';
import type { Recipe } from './recipe.ts';
import { discountsOf, rewardsOf } from './rewards.ts';
import { splitOf } from './split.ts';
import type { CameraTrack, SampleCounts, Trajectory } from './trajectory.ts';

/** An episode with the decisions about it. */
export interface JudgedSource {
  manifest: SealedManifest;
  series: EpisodeSeries;
  judged: JudgedEpisode;
}

/**
 * What a recipe makes of an episode: no trajectory where its mask keeps nothing, several where it keeps stretches
 * apart from each other. Pure: the same episode and recipe give the same trajectories.
 *
 * @throws AppError `invalid-input` for a recipe that names a camera or stream which the episode does not have, or
 * a part of its pictures.
 */
export function applyRecipe(source: JudgedSource, recipe: Recipe): Trajectory[] {
  const { head } = source.manifest;
  const cameras = keptCameras(head, recipe);
  const streams = head.streams.filter(
    (name) => cameras.some((camera) => camera.name === name) || !head.cameras.some((c) => c.name === name),
  );
  const trajectories: Trajectory[] = [];
  for (const masked of maskedClips(head, source.judged, recipe.mask)) {
    const spoken = withAllStreams(masked, source.series, streams);
    const clip =
      spoken === null || recipe.trimIdle === null
        ? spoken
        : withoutIdle(spoken, source.series.state, head.state.names.length, recipe.trimIdle.leastMove);
    if (clip === null) continue;
    const isLast = masked.endStep === source.judged.endRow - 1;
    const trajectory = trajectoryOf(source, recipe, cameras, clip, isLast, trajectories.length);
    if (trajectory !== null) trajectories.push(trajectory);
  }
  return trajectories;
}

function trajectoryOf(
  { manifest, series, judged }: JudgedSource,
  recipe: Recipe,
  cameras: EpisodeHead['cameras'],
  { startStep, endStep }: Clip,
  isLast: boolean,
  clip: number,
): Trajectory | null {
  const { head } = manifest;
  const { method } = recipe.resample;
  const hz = recipe.resample.hz ?? head.stepHz;
  const rowNs = Float64Array.from(series.timeNs, Number);
  const instantsNs = gridOf(rowNs[startStep]!, rowNs[endStep]!, hz);
  const steps = instantsNs.length - 1;
  if (steps === 0) return null;
  const samples: Record<string, SampleCounts> = {};

  const stateWidth = head.state.names.length;
  const stateNs = stateTimes(head, series, rowNs, recipe.latencyMs.state);
  const state =
    method === 'interpolated'
      ? interpolate(series.state, stateWidth, stateNs, instantsNs, quaternionsOf(head))
      : takeSamples(series.state, stateWidth, pickSamples(stateNs, instantsNs, method));
  samples.state = countSamples(state, (row) => stateNs[row]!);

  const actionWidth = head.action.names.length;
  const actionNs = rowNs
    .subarray(0, rowNs.length - 1)
    .map((timeNs) => timeNs + 1e6 * (recipe.latencyMs.action ?? 0));
  const action =
    method === 'interpolated'
      ? meanOverSteps(series.action, actionWidth, actionNs, instantsNs)
      : takeSamples(series.action, actionWidth, pickSamples(actionNs, instantsNs.subarray(0, steps), method));
  samples.action = countSamples(action, (step) => step);

  const tracks = cameras.map((camera): CameraTrack => {
    const { stampNs, isPresent } = series.stamps[camera.name]!;
    const latencyMs = recipe.latencyMs[camera.name];
    const takenNs = Float64Array.from(stampNs, (ns) => Number(ns) - Math.round(1e6 * (latencyMs ?? 0)));
    const sampleNs = latencyMs === undefined ? rowNs : rising(takenNs);
    // Rows from before its first picture have none to show.
    const rows = pickSamples(sampleNs, instantsNs, method).map((row) => Math.max(row, isPresent.indexOf(1)));
    samples[camera.name] = countSamples({ first: rows, last: rows }, (row) => takenNs[row]!);
    return {
      name: camera.name,
      encoding: camera.encoding,
      widthPx: recipe.images?.widthPx ?? camera.widthPx,
      heightPx: recipe.images?.heightPx ?? camera.heightPx,
      rows,
      takenNs: BigInt64Array.from(rows, (row) => BigInt(takenNs[row]!)),
    };
  });

  const isTerminated = isLast && judged.ending.isTerminated;
  return {
    episodeId: head.id,
    sessionId: head.sessionId,
    clip,
    split: splitOf(head.sessionId, recipe.split),
    task: judged.task,
    operator: head.operator,
    protocol: `${head.protocol.name}@${head.protocol.version}`,
    outcome: judged.outcome,
    hz,
    steps,
    recordedSteps: endStep - startStep,
    timesNs: BigInt64Array.from(instantsNs, BigInt),
    stateNames: head.state.names,
    state: state.values,
    actionNames: head.action.names,
    action: action.values,
    ...phasesAt(judged, instantsNs, endStep, rowNs),
    reward: rewardsOf(steps, isTerminated, recipe.reward, head),
    discount: discountsOf(instantsNs, recipe.discount),
    isTerminated,
    isTruncated: !isTerminated,
    cameras: tracks,
    samples,
  };
}

/** When the state of each row was measured: by the newest of its streams' stamps where a latency is known. */
function stateTimes(
  head: EpisodeHead,
  series: EpisodeSeries,
  rowNs: Float64Array,
  latencyMs: number | undefined,
): Float64Array {
  if (latencyMs === undefined) return rowNs;
  const streams = head.streams.filter((name) => !head.cameras.some((camera) => camera.name === name));
  const stamped = rowNs.map((timeNs, row) => {
    const stamps = streams
      .filter((name) => series.stamps[name]!.isPresent[row] === 1)
      .map((name) => Number(series.stamps[name]!.stampNs[row]));
    return (stamps.length === 0 ? timeNs : Math.max(...stamps)) - 1e6 * latencyMs;
  });
  return rising(stamped);
}

/** Stamps may step back by a fault of their clock; what came later never counts as older. */
function rising(timesNs: Float64Array): Float64Array {
  let newest = Number.NEGATIVE_INFINITY;
  return timesNs.map((timeNs) => {
    newest = Math.max(newest, timeNs);
    return newest;
  });
}

/** The phase of each instant; the final observation belongs to the step before it. */
function phasesAt(
  { segments }: JudgedEpisode,
  instantsNs: Float64Array,
  endStep: number,
  rowNs: Float64Array,
): Pick<Trajectory, 'phase' | 'attempt'> {
  const steps = instantsNs.length - 1;
  const rows = pickSamples(rowNs.subarray(0, endStep), instantsNs.subarray(0, steps), 'nearest');
  const found = Array.from(
    rows,
    (row) => segments.find(({ startStep, endStep }) => startStep <= row && row < endStep) ?? segments.at(-1),
  );
  found.push(found.at(-1));
  return {
    phase: found.map((segment) => segment?.phase ?? ''),
    attempt: Int16Array.from(found, (segment) => segment?.attempt ?? 0),
  };
}
