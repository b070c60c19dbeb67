import type { PreflightCheck } from '../../core/contract/collect.ts';
import type { SelfTest } from '../../core/contract/input.ts';
import { toMs } from '../../core/time.ts';
import type { DiskReserve } from '../disk-reserve.ts';
import type { RobotLink } from '../robot-link.ts';
import type { Stream } from '../stream.ts';
import { calibrationCheck } from './calibration-check.ts';
import { deviceCheck } from './device-check.ts';
import { caution, fault, good } from './verdict.ts';

/** A stream at less than this share of its rate is slow. */
const RATE_REACHED = 0.9;
/** Less is a caution: an operator's day, or what is left of it. */
const HOURS_WANTED = 2;
/** What a row costs beside its pictures. */
const ROW_BYTES = 1_000;

export interface PreflightSources {
  link: RobotLink;
  disk: DiskReserve;
  /** Of the last self-test of an input device; null before the first. */
  selfTest: SelfTest | null;
  nowNs: bigint;
  /** The same instant on the wall. */
  wallNs: bigint;
}

/** What must be well before collecting, each thing with its finding in numbers and the way to mend it. */
export function preflight(sources: PreflightSources): PreflightCheck[] {
  const { link, disk, nowNs, wallNs, selfTest } = sources;
  return [
    robotCheck(link),
    camerasCheck(link, nowNs),
    ratesCheck(link.streams, nowNs),
    diskCheck(disk, bytesPerS(link)),
    clockCheck(link, nowNs, wallNs),
    ...calibrationCheck(link.profile.cameras, wallNs),
    deviceCheck(selfTest),
  ];
}

function robotCheck(link: RobotLink): PreflightCheck {
  const { status, reason } = link.bridge.status;
  const what = { id: 'robot', title: 'Robot' };
  if (status !== 'up') {
    return fault(what, `The bridge is ${status}${reason && `: ${reason}`}.`, 'Start the robot’s bridge.');
  }
  const refusal = link.refusal();
  if (refusal !== null) return fault(what, `${refusal}.`, 'Check the robot’s profile and its driver.');
  return good(what, 'Connected, and ready to be driven.');
}

function camerasCheck({ cameras }: RobotLink, nowNs: bigint): PreflightCheck {
  const what = { id: 'cameras', title: 'Cameras' };
  const stale = cameras.filter((camera) => !camera.isFresh(nowNs));
  if (stale.length > 0) {
    const names = stale.map(({ name }) => name).join(', ');
    return fault(
      what,
      `${cameras.length - stale.length} of ${cameras.length} send new pictures; not ${names}.`,
      'Check the cable and the node of each.',
    );
  }
  const oldestMs = Math.max(0, ...cameras.map((camera) => camera.ageMs(nowNs) ?? 0));
  return good(what, `All ${cameras.length} send new pictures, the oldest ${Math.round(oldestMs)} ms old.`);
}

function ratesCheck(streams: readonly Stream<unknown>[], nowNs: bigint): PreflightCheck {
  const what = { id: 'rates', title: 'Rates' };
  const slow = streams.filter((stream) => stream.rateHz(nowNs) < stream.expectedHz * RATE_REACHED);
  if (slow.length === 0) return good(what, `All ${streams.length} streams reach the profile’s rates.`);
  const rates = slow.map(
    (stream) => `${stream.name} ${stream.rateHz(nowNs).toFixed(0)} of ${stream.expectedHz} Hz`,
  );
  return caution(
    what,
    `Slow: ${rates.join(', ')}.`,
    'Close other programs, or set the true rate in the profile.',
  );
}

function diskCheck(disk: DiskReserve, rate: number): PreflightCheck {
  const what = { id: 'disk', title: 'Disk' };
  const shortage = disk.shortage();
  if (shortage !== null) return fault(what, `${shortage}.`, 'Free some space, or record elsewhere.');
  const gigabytes = `${(disk.usableBytes / 1e9).toFixed(0)} GB`;
  if (rate === 0) return good(what, `${gigabytes} are free; how long that is, the first pictures will tell.`);
  const hours = disk.usableBytes / rate / 3600;
  const finding = `Room for ${hours < 10 ? hours.toFixed(1) : hours.toFixed(0)} h: ${gigabytes} at ${(rate / 1e6).toFixed(1)} MB/s.`;
  return hours < HOURS_WANTED
    ? caution(what, finding, 'Free some space before a long session.')
    : good(what, finding);
}

/** From the pictures as they come: bytes of the newest of each camera at its rate, and the rows. */
function bytesPerS({ cameras, profile }: RobotLink): number {
  const pictures = cameras.map(({ latest, expectedHz }) => (latest?.value.byteLength ?? 0) * expectedHz);
  const total = pictures.reduce((sum, rate) => sum + rate, 0);
  return total === 0 ? 0 : total + profile.rates.stepHz * ROW_BYTES;
}

function clockCheck(link: RobotLink, nowNs: bigint, wallNs: bigint): PreflightCheck {
  const what = { id: 'clock', title: 'Clock' };
  const offset = link.clock.offset();
  if (offset === null) {
    return caution(
      what,
      'How the robot’s clock relates to this one is not known yet.',
      'Wait for its first messages; if none come, check the robot’s driver.',
    );
  }
  const { offsetNs, errorNs, method } = offset;
  if (method === 'shared') return good(what, 'The robot and the station share one clock.');
  const aheadMs = toMs(nowNs - offsetNs - wallNs);
  const apart = `${spanOf(Math.abs(aheadMs))} ${aheadMs < 0 ? 'behind' : 'ahead of'} this one`;
  const halfStepMs = 500 / link.profile.rates.stepHz;
  const finding = `The robot’s clock is ${apart}, known to ± ${toMs(errorNs).toFixed(1)} ms.`;
  if (method === 'minimum-delay') {
    return caution(
      what,
      `${finding} The bridge has no time service, so the least delay of its messages was taken for none.`,
      'Synchronise both clocks with NTP or PTP.',
    );
  }
  if (toMs(errorNs) > halfStepMs) {
    return caution(
      what,
      finding,
      `That is more than half a step, ${halfStepMs.toFixed(0)} ms: check the network.`,
    );
  }
  return good(what, finding);
}

/** Robots without a clock of the day count from their start, so hours are nothing to mend. */
function spanOf(ms: number): string {
  if (ms < 1_000) return `${ms.toFixed(1)} ms`;
  return ms < 3_600_000 ? `${(ms / 1_000).toFixed(1)} s` : `${(ms / 3_600_000).toFixed(0)} h`;
}
