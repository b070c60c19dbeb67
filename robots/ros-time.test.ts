import { expect, it } from 'vitest';
import { headerStampNs, readStamp, writeStamp } from './ros-time.ts';

it('reads all spellings', () => {
  expect(readStamp({ secs: 1_700_000_000, nsecs: 5 })).toBe(1_700_000_000_000_000_005n);
  expect(readStamp({ sec: 2, nanosec: 7n })).toBe(2_000_000_007n);
  expect(readStamp({ sec: 3, nsec: 9 })).toBe(3_000_000_009n);
});

it('takes an unset or broken stamp for none', () => {
  expect(readStamp({ secs: 0, nsecs: 0 })).toBeNull();
  expect(readStamp({ secs: '1', nsecs: 0 })).toBeNull();
  expect(readStamp({ secs: 2 ** 32, nsecs: 0 })).toBeNull();
  expect(readStamp({ sec: 1, nanosec: 1_000_000_000 })).toBeNull();
  expect(readStamp({ sec: 1, nanosec: -1 })).toBeNull();
  expect(headerStampNs({ data: true })).toBeNull();
});

it('writes what it reads, in the spelling of the ROS version', () => {
  const ns = 1_700_000_000_123_456_789n;
  expect(writeStamp(ns, 1)).toEqual({ secs: 1_700_000_000, nsecs: 123_456_789 });
  expect(readStamp(writeStamp(ns, 2))).toBe(ns);
});
