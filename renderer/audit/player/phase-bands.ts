import type { AuditEpisode } from '../../../core/contract/audit.ts';

/** The phases of an episode as what colours its plots and its trajectory. */
export type PhaseBands = Pick<AuditEpisode, 'segments' | 'phases'>;
