import type { auditRequestSchemas } from '../../core/contract/audit.ts';
import type { RequestValue } from '../../core/contract/requests.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { readViews, removeView, saveView } from '../../datasets/views.ts';
import type { AuditDesk } from './audit-desk.ts';
import type { CheckSchedule } from './check-schedule.ts';

type Name = keyof typeof auditRequestSchemas;
type Params<N extends Name> = ReturnType<(typeof auditRequestSchemas)[N]['params']['parse']>;
export type AuditHandlers = {
  [N in Name]: (params: Params<N>) => RequestValue<N> | Promise<RequestValue<N>>;
};

/** What the audit screens ask. */
export function auditHandlers(dataset: Dataset, desk: AuditDesk, schedule: CheckSchedule): AuditHandlers {
  return {
    'audit.query': (params) => desk.query(params),
    'audit.select': ({ filter }) => desk.select(filter),
    'audit.facets': () => desk.facets(),
    'audit.episode': ({ id }) => desk.episode(id),
    'audit.label': async ({ by, episodes }) => ({ results: await desk.label(by, episodes) }),
    'audit.stats': ({ filter }) => desk.statistics(filter),
    'audit.agreement': ({ filter }) => desk.agreement(filter),
    'audit.progress': async () => ({ ...(await desk.progress()), isPaused: schedule.isPaused }),
    'versions.list': () => desk.versions(),
    'versions.freeze': (wanted) => desk.freeze(wanted),
    'versions.diff': ({ from, to }) => desk.diff(from, to),
    'views.list': async () => ({ views: await readViews(dataset) }),
    'views.save': async (view) => ({ views: await saveView(dataset, view) }),
    'views.remove': async ({ name }) => ({ views: await removeView(dataset, name) }),
  };
}
