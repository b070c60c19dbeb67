import type { PreflightCheck } from '../../core/contract/collect.ts';
import type { SelfTest } from '../../core/contract/input.ts';
import { caution, fault, good } from './verdict.ts';

/** What the last self-test of an input device found; null before the first since the station's start. */
export function deviceCheck(selfTest: SelfTest | null): PreflightCheck {
  const what = { id: 'input', title: 'Device' };
  if (selfTest === null) {
    return caution(what, 'Not tested since the station began.', 'Run the self-test under Settings.');
  }
  const { device, findings } = selfTest;
  if (findings.length === 0) return good(what, `The ${device} passed its self-test.`);
  return fault(
    what,
    findings.join(' '),
    'Mend it or take another device, and run the self-test under Settings.',
  );
}
