import { z } from 'zod';
import { alertSchema } from '../alert.ts';
import { preflightCheckSchema, quotaSchema, sessionSummarySchema, sessionViewSchema } from './collect.ts';
import { ANALOGUE_DEVICES, selfTestSchema } from './input.ts';

const quantitySchema = z.object({ name: z.string(), unit: z.string() });

export const cameraInfoSchema = z.object({
  name: z.string(),
  title: z.string(),
  widthPx: z.int(),
  heightPx: z.int(),
});

export const streamHealthSchema = z.object({
  name: z.string(),
  kind: z.enum(['camera', 'state']),
  /** Measured over the last two seconds. */
  rateHz: z.number(),
  expectedHz: z.number(),
  /** Since the source stamped the newest message; null before the first one. */
  ageMs: z.number().nullable(),
  isFresh: z.boolean(),
});

/** A stretch of an episode in one phase; times since the episode began, half open. */
export const segmentViewSchema = z.object({
  phase: z.string(),
  attempt: z.int(),
  startMs: z.number(),
  endMs: z.number(),
});

const transitionViewSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** The protocol's main way on; the primary button does it. */
  isPrimary: z.boolean(),
});

export const protocolViewSchema = z.object({
  name: z.string(),
  version: z.int(),
  title: z.string(),
  description: z.string(),
  phases: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      prompt: z.string(),
      /** What makes it done, and the coach's drawing of it; empty where the protocol says nothing. */
      counts: z.string(),
      picture: z.string(),
      intent: z.enum(['succeed', 'fail', 'recover', 'free']),
      color: z.string(),
      /** A phase that is not planned only says what another one turned out to be. */
      isPlanned: z.boolean(),
    }),
  ),
});

/**
 * `idle`: no session. `ready`: a session, waiting for the operator to begin an episode. `recording`.
 * `review`: the episode is sealed; keep or discard it. `resetting`: the scene is being made new.
 */
export const collectStatusSchema = z.enum(['idle', 'ready', 'recording', 'review', 'resetting']);

/** A policy that a session can have. */
export const policyViewSchema = z.object({
  name: z.string(),
  /** How and for what it was trained. */
  about: z.string(),
  /** Whether the station was started with it. */
  isGiven: z.boolean(),
  /** Why it cannot drive this robot; null where it can. */
  refusal: z.string().nullable(),
});

export const collectViewSchema = z.object({
  status: collectStatusSchema,
  /** Why `begin` would be refused now, in words; empty when nothing is in the way. */
  blockers: z.array(z.string()),
  /** What the operator shall do now, and what the state is called. */
  title: z.string(),
  prompt: z.string(),
  phase: z
    .object({
      name: z.string(),
      title: z.string(),
      attempt: z.int(),
      elapsedMs: z.number(),
      suggestedMs: z.number(),
    })
    .nullable(),
  transitions: z.array(transitionViewSchema),
  canUndo: z.boolean(),
  /** The episode being recorded or reviewed. */
  episode: z
    .object({
      id: z.string(),
      elapsedMs: z.number(),
      /** What a power cut now would leave on the disk. */
      durableMs: z.number(),
      steps: z.int(),
      segments: z.array(segmentViewSchema),
      outcome: z.enum(['success', 'failure', 'aborted']).nullable(),
      /** Of the sealed episode: what the rules of the protocol or the recorder found. */
      findings: z.array(z.object({ severity: z.enum(['info', 'warning', 'error']), message: z.string() })),
    })
    .nullable(),
});

/**
 * All that a screen shows of the station, whole each time: a reloaded screen is right after one message.
 * At most ten a second.
 */
export const snapshotSchema = z.object({
  version: z.int(),
  software: z.string(),
  dataset: z.object({ name: z.string(), path: z.string() }),
  robot: z.object({
    profile: z.string(),
    title: z.string(),
    cameras: z.array(cameraInfoSchema),
    state: z.array(quantitySchema),
    /** `axis`: which way the operator's device drives it, such as `right`, `away`, `up`, `yaw`, `gripper`. */
    action: z.array(
      quantitySchema.extend({
        axis: z.string(),
        /** The value of `state` that it moves; null where the profile names none. */
        state: z.string().nullable(),
      }),
    ),
    canReset: z.boolean(),
    status: z.enum(['unavailable', 'held', 'moving']),
    /** Why it is held, or what limits bite, in words. */
    reason: z.string(),
    isStopped: z.boolean(),
    /** Actions that a limit of the workspace holds back now, by name. */
    atLimit: z.array(z.string()),
  }),
  bridge: z.object({
    kind: z.string(),
    url: z.string(),
    status: z.enum(['connecting', 'up', 'down']),
    reason: z.string(),
  }),
  streams: z.array(streamHealthSchema),
  predicate: z.object({ title: z.string(), isTrue: z.boolean().nullable() }).nullable(),
  input: z.object({
    device: z.enum(['keyboard', ...ANALOGUE_DEVICES, 'script', 'none']),
    /** Of the last self-test since the station's start; `testedAt` is ISO 8601. */
    selfTest: selfTestSchema.extend({ testedAt: z.string() }).nullable(),
    /** The session's policy; null for the operator alone. */
    policy: z
      .object({
        name: z.string(),
        /** It would move the robot now, if the dead-man is held; else the operator would. */
        isLeading: z.boolean(),
        /** Why it says nothing while it leads, or why it gave up; null while all is well. */
        trouble: z.string().nullable(),
      })
      .nullable(),
    /** Whose devices drive: this screen's, another's, or whoever's are used next. */
    driver: z.enum(['you', 'other', 'nobody']),
    isDeadManHeld: z.boolean(),
    isGripperClosed: z.boolean(),
    /** Of the command before limits, per action, −1 … 1; the gripper as 0 open … 1 closed. */
    axes: z.array(z.number()),
  }),
  protocols: z.array(protocolViewSchema),
  /** Protocol files of the dataset that were refused, with the reason. */
  protocolErrors: z.array(z.object({ file: z.string(), message: z.string() })),
  policies: z.array(policyViewSchema),
  /** By protocol, as many as there are. */
  quotas: z.array(quotaSchema),
  /** What must be well before a session; empty while there is one, which has its own blockers. */
  preflight: z.array(preflightCheckSchema),
  session: sessionViewSchema.nullable(),
  /** Of the session before this moment; null while there is one, and once it was read. */
  summary: sessionSummarySchema.nullable(),
  collect: collectViewSchema,
  alerts: z.array(alertSchema),
});

export type Snapshot = z.infer<typeof snapshotSchema>;
export type CollectView = z.infer<typeof collectViewSchema>;
export type CollectStatus = z.infer<typeof collectStatusSchema>;
export type StreamHealth = z.infer<typeof streamHealthSchema>;
export type PolicyView = z.infer<typeof policyViewSchema>;
export type ProtocolView = z.infer<typeof protocolViewSchema>;
export type SegmentView = z.infer<typeof segmentViewSchema>;
export type CameraInfo = z.infer<typeof cameraInfoSchema>;
