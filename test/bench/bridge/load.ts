/** What the load server sends: a large bimanual robot, 36 MB and 740 messages a second. */
export const CAMERAS = 8;
export const CAMERA_HZ = 30;
export const FRAME_BYTES = 150_000;
export const JOINTS = 14;
export const JOINT_HZ = 500;
export const JOINT_TOPIC = '/joint_states';

export function cameraTopic(camera: number): string {
  return `/camera${camera}/image/compressed`;
}

export const TOPICS: readonly { topic: string; type: string; isImage: boolean; rateHz: number }[] = [
  ...Array.from({ length: CAMERAS }, (_, camera) => ({
    topic: cameraTopic(camera),
    type: 'sensor_msgs/CompressedImage',
    isImage: true,
    rateHz: CAMERA_HZ,
  })),
  { topic: JOINT_TOPIC, type: 'sensor_msgs/JointState', isImage: false, rateHz: JOINT_HZ },
];

/** What a client counted from its first message on, and what that cost its process. */
export interface ClientReport {
  messages: number;
  /** Sequence numbers that were left out between the first and the last of a topic. */
  lost: number;
  /** From the server's stamp, just before it wrote, to the client's callback. */
  latenciesMs: number[];
  coreShare: number;
  memoryMb: number[];
}

/** Both processes read the same clock: the system's monotonic one. */
export function nowStamp(): { secs: number; nsecs: number } {
  const ns = process.hrtime.bigint();
  return { secs: Number(ns / 1_000_000_000n), nsecs: Number(ns % 1_000_000_000n) };
}
