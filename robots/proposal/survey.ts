import { AppError } from '../../core/errors.ts';
import { type ImageSize, imageSize } from '../../core/image-size.ts';
import { type Bridge, imageBytes, type RosMessage } from '../bridge/bridge.ts';
import { shortTypeName } from '../bridge/known-definitions.ts';
import { messageKind } from '../message-kinds.ts';
import { headerStampNs } from '../ros-time.ts';

const QUESTION_TIMEOUT_MS = 5000;
const LISTENED_FOR_MS = 3000;
/** Between stamps, for a rate to be taken from them. */
const LEAST_STEPS = 5;

const STATE_TYPES = ['sensor_msgs/JointState', 'geometry_msgs/WrenchStamped', 'geometry_msgs/PoseStamped'];
const IMAGE_TYPES = ['sensor_msgs/CompressedImage', 'sensor_msgs/Image'];

export interface SurveyedTopic {
  name: string;
  /** As the robot spells it. */
  type: string;
  /** Measured; 0 when nothing came. */
  rateHz: number;
  /** The newest message; null when none came. Of images, `image` has what matters. */
  sample: RosMessage | null;
  image: ImageSize | null;
  /** Null where the bridge cannot tell. */
  hasPublisher: boolean | null;
}

/** What a robot says of itself over its bridge. */
export interface Survey {
  topics: SurveyedTopic[];
  listenedForMs: number;
}

export interface SurveyOptions {
  listenForMs?: number;
  /** Told of every picture, also after the survey, until the bridge is closed. */
  onPicture?(topic: string, message: RosMessage): void;
}

/**
 * Asks a bridge which topics there are, and listens for a while to those that a profile could use: cameras,
 * states, and what looks like a place for commands. Nothing is sent to the robot.
 *
 * @throws AppError `unavailable` when there is no bridge, or it cannot list its topics
 */
export async function surveyRobot(
  bridge: Bridge,
  { listenForMs = LISTENED_FOR_MS, onPicture = () => {} }: SurveyOptions = {},
): Promise<Survey> {
  await untilUp(bridge);
  const listed = await bridge.topics(QUESTION_TIMEOUT_MS);
  const used = listed.filter(({ type }) => isSensed(type) || messageKind(type) !== undefined);
  const topics = used.map(({ name, type }) => listen(bridge, name, type, onPicture));
  await new Promise((resolve) => setTimeout(resolve, listenForMs));
  return {
    listenedForMs: listenForMs,
    topics: await Promise.all(
      topics.map(async ({ rateHz, sample, image, ...topic }) => ({
        ...topic,
        rateHz: rateHz(listenForMs),
        sample: sample(),
        image: image(),
        hasPublisher: await bridge.hasPublisher(topic.name, QUESTION_TIMEOUT_MS).catch(() => null),
      })),
    ),
  };
}

function isSensed(type: string): boolean {
  return [...STATE_TYPES, ...IMAGE_TYPES].includes(shortTypeName(type));
}

function listen(
  bridge: Bridge,
  name: string,
  type: string,
  onPicture: NonNullable<SurveyOptions['onPicture']>,
) {
  let messages = 0;
  const stampsNs: bigint[] = [];
  let sample: RosMessage | null = null;
  let image: ImageSize | null = null;
  const isImage = IMAGE_TYPES.includes(shortTypeName(type));
  bridge.subscribe({
    topic: name,
    type,
    isImage,
    onMessage: (message) => {
      messages += 1;
      const stampNs = headerStampNs(message);
      if (stampNs !== null) stampsNs.push(stampNs);
      if (isImage) {
        image ??= sizeOf(message);
        onPicture(name, message);
      } else sample = message;
    },
  });
  return {
    name,
    type,
    rateHz: (listenedForMs: number) => stampedRateHz(stampsNs) ?? (messages * 1000) / listenedForMs,
    sample: () => sample,
    image: () => image,
  };
}

/**
 * By the middle one of the steps between stamps: what a busy network or computer held up or lost does not count.
 * Null where too few are stamped.
 */
function stampedRateHz(stampsNs: readonly bigint[]): number | null {
  const stepsNs = stampsNs
    .slice(1)
    .map((stampNs, i) => Number(stampNs - stampsNs[i]!))
    .filter((stepNs) => stepNs > 0)
    .sort((a, b) => a - b);
  return stepsNs.length < LEAST_STEPS ? null : 1e9 / stepsNs[Math.floor(stepsNs.length / 2)]!;
}

/** Raw images say their size beside their pixels, and are recorded as JPEG. */
function sizeOf({ data, width, height }: RosMessage): ImageSize | null {
  if (typeof width === 'number' && typeof height === 'number') {
    return { encoding: 'jpeg', widthPx: width, heightPx: height };
  }
  const bytes = imageBytes(data);
  return bytes === null ? null : imageSize(bytes);
}

function untilUp(bridge: Bridge): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const why = bridge.status.reason || `nothing answers at ${bridge.url}`;
      const text = `no bridge within ${QUESTION_TIMEOUT_MS / 1000} s: ${why}`;
      reject(new AppError('unavailable', text));
    }, QUESTION_TIMEOUT_MS);
    const look = (): void => {
      if (bridge.status.status !== 'up') return;
      clearTimeout(timer);
      resolve();
    };
    bridge.onStatus(look);
    look();
  });
}
