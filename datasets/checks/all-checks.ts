import { black } from './black.ts';
import { blurred } from './blurred.ts';
import { cameraMoved } from './camera-moved.ts';
import type { EpisodeCheck } from './check.ts';
import { clock } from './clock.ts';
import { failureDiversity } from './failure-diversity.ts';
import { frozen } from './frozen.ts';
import { gaps } from './gaps.ts';
import { idle } from './idle.ts';
import { jerk } from './jerk.ts';
import { lag } from './lag.ts';
import { lengthOutlier } from './length-outlier.ts';
import { nearDuplicate } from './near-duplicate.ts';
import type { PeerCheck } from './peer-check.ts';
import { phaseRules } from './phase-rules.ts';
import { predicate } from './predicate.ts';
import { recoveryLength } from './recovery-length.ts';
import { saturation } from './saturation.ts';
import { visualSimilarity } from './visual-similarity.ts';

export const EPISODE_CHECKS: readonly EpisodeCheck[] = [
  gaps,
  clock,
  frozen,
  black,
  blurred,
  idle,
  jerk,
  saturation,
  lag,
  phaseRules,
  predicate,
  recoveryLength,
];

export const PEER_CHECKS: readonly PeerCheck[] = [
  lengthOutlier,
  nearDuplicate,
  cameraMoved,
  visualSimilarity,
  failureDiversity,
];
