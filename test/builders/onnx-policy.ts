import { writeFile } from 'node:fs/promises';
import type { RobotProfile } from '../../robots/profile.ts';

const FLOAT = 1;
const UINT8 = 2;

interface BuiltPolicy {
  /** What it always does, in the robot's units: one step after the other. */
  chunk: readonly (readonly number[])[];
  description: object;
  stateWidth: number;
  cameras: number;
  sizePx: number;
}

/** Write a policy as `retrace-train` exports it, that does the same whatever it sees: onnx.proto by hand. */
async function writeConstantPolicy(path: string, policy: BuiltPolicy): Promise<void> {
  const { chunk, description, stateWidth, cameras, sizePx } = policy;
  const width = chunk[0]!.length;
  const node = [text(1, 'constant'), text(2, 'action'), text(4, 'Identity')];
  const constant = [
    number(1, 1),
    number(1, chunk.length),
    number(1, width),
    number(2, FLOAT),
    text(8, 'constant'),
    bytes(9, Buffer.from(Float32Array.from(chunk.flat()).buffer)),
  ];
  const graph = [
    message(1, node),
    text(2, 'constant'),
    message(5, constant),
    message(11, tensor('state', FLOAT, [1, stateWidth])),
    message(11, tensor('pictures', UINT8, [1, cameras, sizePx, sizePx, 3])),
    message(12, tensor('action', FLOAT, [1, chunk.length, width])),
  ];
  const model = [
    number(1, 8),
    message(7, graph),
    message(8, [text(1, ''), number(2, 17)]),
    message(14, [text(1, 'retrace'), text(2, JSON.stringify(description))]),
  ];
  await writeFile(path, Buffer.concat(model));
}

interface FittingPolicy {
  chunk: readonly (readonly number[])[];
  /** Else all of the robot's. */
  cameras?: readonly string[];
  /** In place of what the robot has. */
  action?: { names: readonly string[]; units: readonly string[] };
}

/** One that fits this robot, but for what is said otherwise. */
export async function writePolicyFor(
  profile: RobotProfile,
  path: string,
  { chunk, cameras = profile.cameras.map(({ name }) => name), action }: FittingPolicy,
): Promise<void> {
  const sizePx = 32;
  const description = {
    format: 1,
    algorithm: 'bc',
    task: 'hold it up',
    robotProfile: profile.name,
    stepHz: profile.rates.stepHz,
    observation: {
      state: profile.state,
      cameras: cameras.map((name) => ({ name, widthPx: sizePx, heightPx: sizePx })),
    },
    action: {
      names: profile.action.map(({ name }) => name),
      units: profile.action.map(({ unit }) => unit),
      ...action,
      chunk: chunk.length,
    },
  };
  await writeConstantPolicy(path, {
    chunk,
    description,
    stateWidth: profile.state.length,
    cameras: cameras.length,
    sizePx,
  });
}

function tensor(name: string, type: number, shape: readonly number[]): Buffer[] {
  const dimensions = shape.map((size) => message(1, [number(1, size)]));
  return [text(1, name), message(2, [message(1, [number(1, type), message(2, dimensions)])])];
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const found: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) found.push((rest % 128) + 128);
  return Buffer.from([...found, rest]);
}
