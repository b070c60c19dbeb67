import type { CollectStatus } from '../../core/contract/snapshot.ts';
import { CheckRunner } from '../../datasets/checks/check-runner.ts';
import type { EpisodeLibrary } from '../episode-library.ts';
import { AuditDesk } from './audit-desk.ts';
import { type AuditHandlers, auditHandlers } from './audit-requests.ts';
import { CheckSchedule } from './check-schedule.ts';

/** The data lead's side of a station: what audit screens ask, and the checks that run meanwhile. */
export class Audit {
  readonly handlers: AuditHandlers;
  readonly #schedule: CheckSchedule;

  /** @param statusOf of the session: checks stand still while an episode is recorded */
  constructor({ dataset, catalogue }: EpisodeLibrary, statusOf: () => CollectStatus) {
    const runner = new CheckRunner(dataset, catalogue);
    const schedule = new CheckSchedule(runner, statusOf);
    const desk = new AuditDesk(dataset, catalogue, () => schedule.afterDecision());
    this.#schedule = schedule;
    this.handlers = auditHandlers(dataset, desk, schedule);
  }

  close(): Promise<void> {
    return this.#schedule.close();
  }
}
