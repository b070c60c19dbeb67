import type { Dataset } from '../../datasets/dataset.ts';
import type { ActionSource } from '../../datasets/episode/columns.ts';
import type { EpisodeEnd, EpisodeHead, SealedManifest } from '../../datasets/episode/manifest.ts';
import type { Sample, StepRow } from '../../datasets/episode/row.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import type { Outcome, Progress } from '../../protocols/phases.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { endingOf } from '../../protocols/reward.ts';
import { checkRules } from '../../protocols/rules.ts';
import type { Intent } from '../../robots/input/intent.ts';
import { EXTRA_COMMAND, EXTRA_EVENTS, headBasis } from '../collect/episode-head.ts';
import { type NewEvent, PhaseLog } from '../collect/phase-log.ts';
import type { PolicyIdentity } from '../policy/policy-description.ts';
import type { SimulatedRobot, SmallPicture } from './simulated-robot.ts';

export interface Observation {
  timeNs: bigint;
  state: readonly number[];
  pictures: Readonly<Record<string, SmallPicture>>;
}

/** Drives the robot through an episode. */
export interface Pilot {
  readonly source: ActionSource;
  /** Null when no policy does. */
  readonly policy: PolicyIdentity | null;
  /** Once a step, with what is recorded of it. */
  observe(observation: Observation): Promise<void>;
  /** Once a command period: what to do in it, or what has happened to the phase. */
  decide(robot: SimulatedRobot, progress: Progress): Intent | NewEvent;
}

export interface Rollout {
  head: EpisodeHead;
  rows: StepRow[];
  end: EpisodeEnd;
  outcome: Outcome;
  durationNs: bigint;
}

export interface RolloutOptions {
  robot: SimulatedRobot;
  pilot: Pilot;
  protocol: Protocol;
  sceneSeed: number;
  sessionId: string;
  operator: string;
  task: string;
}

/**
 * One episode in simulated time. Rows are as the station makes them: the action of a step is the mean of its
 * commands, and the last row has the final observation.
 */
export async function rollOut(options: RolloutOptions): Promise<Rollout> {
  const { robot, pilot, protocol, sceneSeed } = options;
  robot.reset(sceneSeed);
  const startedAtWallNs = BigInt(Date.now()) * 1_000_000n;
  const head = headOf(options, startedAtWallNs);
  const phases = new PhaseLog(protocol);
  const commandsPerStep = robot.profile.rates.commandHz / robot.profile.rates.stepHz;
  const rows: StepRow[] = [];
  let commands: Sample[] = [];
  let events: Sample[] = [];
  const progress = (): Progress => phases.progress(Number(robot.timeNs));
  const observe = async (): Promise<void> => {
    closeStep(rows.at(-1), commands, pilot.source);
    const observation = { timeNs: robot.timeNs, state: robot.state(), pictures: robot.pictures() };
    const { phase, attempt } = progress();
    rows.push(rowOf(head, observation, phase.name, attempt, startedAtWallNs, { commands, events }));
    commands = [];
    events = [];
    await pilot.observe(observation);
  };
  for (let tick = 0; progress().outcome === null; ) {
    if (tick % commandsPerStep === 0 && rows.at(-1)?.timeNs !== robot.timeNs) await observe();
    const decision = pilot.decide(robot, progress());
    if ('kind' in decision) {
      const value = JSON.stringify(phases.add(decision, Number(robot.timeNs)));
      events.push({ stampNs: robot.timeNs, receivedNs: robot.timeNs, value });
      continue;
    }
    const stampNs = robot.timeNs;
    commands.push({ stampNs, receivedNs: stampNs, value: robot.drive(decision) });
    tick += 1;
  }
  if (rows.at(-1)!.timeNs !== robot.timeNs) await observe();
  else rows.at(-1)!.extras = { ...rows.at(-1)!.extras, [EXTRA_EVENTS]: events };

  const { segments, outcome } = progress();
  const ended = outcome!;
  const ending = endingOf(protocol, ended);
  const last = rows.at(-2);
  if (last !== undefined) {
    last.reward = ending.reward;
    last.terminated = ending.isTerminated;
    last.truncated = ending.isTruncated;
  }
  return {
    head,
    rows,
    end: {
      outcome: ended,
      events: [...phases.events],
      segments,
      findings: checkRules(protocol, segments, ended),
      predicate: { isTrue: robot.isSuccess },
    },
    outcome: ended,
    durationNs: robot.timeNs,
  };
}

/** @throws AppError `io`, `not-allowed` when the dataset is of another robot */
export async function writeRollout(dataset: Dataset, { head, rows, end }: Rollout): Promise<SealedManifest> {
  const writer = await EpisodeWriter.create(dataset, head);
  for (const row of rows) writer.append(row);
  return await writer.seal(end);
}

function closeStep(row: StepRow | undefined, commands: readonly Sample[], source: ActionSource): void {
  if (row === undefined) return;
  const sent = commands.map(({ value }) => value as number[]);
  row.action = sent[0]!.map((_, axis) => sent.reduce((sum, values) => sum + values[axis]!, 0) / sent.length);
  row.actionSource = source;
}

function rowOf(
  head: EpisodeHead,
  { timeNs, state, pictures }: Observation,
  phase: string,
  attempt: number,
  startedAtWallNs: bigint,
  { commands, events }: { commands: Sample[]; events: Sample[] },
): StepRow {
  return {
    timeNs,
    wallNs: startedAtWallNs + timeNs,
    phase,
    attempt,
    state,
    images: Object.fromEntries(Object.entries(pictures).map(([name, { encoded }]) => [name, encoded])),
    // Everything is of this instant: there is no bridge between robot and recorder.
    stamps: Object.fromEntries(head.streams.map((name) => [name, { stampNs: timeNs, receivedNs: timeNs }])),
    action: null,
    actionSource: null,
    reward: 0,
    terminated: false,
    truncated: false,
    extras: { [EXTRA_COMMAND]: commands, [EXTRA_EVENTS]: events },
  };
}

function headOf(
  { robot, pilot, protocol, sessionId, operator, task }: RolloutOptions,
  startedAtWallNs: bigint,
): EpisodeHead {
  const { profile } = robot;
  const basis = headBasis({ id: sessionId, operator, task, protocol }, profile);
  return {
    ...basis,
    streams: [...profile.cameras, ...profile.streams].map(({ name }) => name),
    extras: [
      { name: EXTRA_COMMAND, kind: 'vector', ...basis.action },
      { name: EXTRA_EVENTS, kind: 'text' },
    ],
    startedAtWallNs,
    clock: 'simulated',
    policy: pilot.policy ?? undefined,
  };
}
