import type { PreflightCheck } from '../../core/contract/collect.ts';

type What = Pick<PreflightCheck, 'id' | 'title'>;

export function good(what: What, finding: string): PreflightCheck {
  return { ...what, status: 'good', finding, fix: '' };
}

/** Something to know; an episode may begin. */
export function caution(what: What, finding: string, fix: string): PreflightCheck {
  return { ...what, status: 'caution', finding, fix };
}

export function fault(what: What, finding: string, fix: string): PreflightCheck {
  return { ...what, status: 'fault', finding, fix };
}
