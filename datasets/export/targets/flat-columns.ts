import { Bool, Field, FixedSizeList, Float32, Int64, Utf8 } from 'apache-arrow';
import type { BatchBody } from '../../arrow/body.ts';
import type { Trajectory } from '../../recipes/trajectory.ts';

/** A column of steps that writes any range of its rows. */
export interface FlatColumn {
  field: Field;
  add(body: BatchBody, from: number, until: number): void;
}

/** The T steps of a trajectory without pictures. The state after each step stands beside the one before it. */
export function flatColumns(index: number, trajectory: Trajectory): FlatColumn[] {
  const { steps, state, stateNames, action, actionNames, reward, discount, phase, timesNs } = trajectory;
  const width = stateNames.length;
  const text = new TextEncoder();
  const integers = (name: string, values: BigInt64Array): FlatColumn => ({
    field: new Field(name, new Int64(), true),
    add: (body, from, until) => body.fixed(until - from, values.slice(from, until)),
  });
  const floats = (name: string, values: Float32Array): FlatColumn => ({
    field: new Field(name, new Float32(), true),
    add: (body, from, until) => body.fixed(until - from, values.slice(from, until)),
  });
  const vectors = (name: string, size: number, values: Float32Array): FlatColumn => ({
    field: new Field(name, new FixedSizeList(size, new Field('item', new Float32(), true)), true),
    add: (body, from, until) => {
      body.fixedSizeList(until - from);
      body.fixed((until - from) * size, values.slice(from * size, until * size));
    },
  });
  const flags = (name: string, isSet: boolean): FlatColumn => ({
    field: new Field(name, new Bool(), true),
    add: (body, from, until) =>
      body.bool(Array.from({ length: until - from }, (_, row) => isSet && from + row === steps - 1)),
  });
  return [
    integers('episode_index', new BigInt64Array(steps).fill(BigInt(index))),
    integers(
      'frame_index',
      BigInt64Array.from({ length: steps }, (_, row) => BigInt(row)),
    ),
    integers('capture_time_ns', timesNs),
    {
      field: new Field('phase', new Utf8(), true),
      add: (body, from, until) => body.binary(phase.slice(from, until).map((name) => text.encode(name))),
    },
    vectors('observation.state', width, state),
    vectors('next.observation.state', width, state.subarray(width)),
    vectors('action', actionNames.length, action),
    floats('reward', reward),
    floats('discount', discount),
    flags('terminated', trajectory.isTerminated),
    flags('truncated', trajectory.isTruncated),
  ];
}
