const time = {
  type: 'object',
  title: 'time',
  properties: { sec: { type: 'integer' }, nsec: { type: 'integer', minimum: 0, maximum: 999_999_999 } },
};
const names = { type: 'array', items: { type: 'string' } };
const numbers = { type: 'array', items: { type: 'number' } };

const object = (name: string, properties: Record<string, object>) => ({
  name,
  schema: { title: name, type: 'object', properties },
});

/** https://docs.foxglove.dev/docs/visualization/message-schemas/compressed-image */
export const COMPRESSED_IMAGE = object('foxglove.CompressedImage', {
  timestamp: time,
  frame_id: { type: 'string' },
  data: { type: 'string', contentEncoding: 'base64' },
  format: { type: 'string' },
});

/** Fields as in ROS's sensor_msgs/JointState. */
export const JOINT_STATE = object('retrace.JointState', { timestamp: time, name: names, position: numbers });

export const VECTOR = object('retrace.Action', {
  timestamp: time,
  name: names,
  value: numbers,
  reward: { type: 'number' },
});

export const EVENT = object('retrace.Event', {
  timestamp: time,
  kind: { type: 'string', enum: ['phase', 'end'] },
  phase: { type: 'string' },
  attempt: { type: 'integer' },
  outcome: { type: 'string' },
  terminated: { type: 'boolean' },
  truncated: { type: 'boolean' },
});
