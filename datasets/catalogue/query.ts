import type { EpisodeSummary } from '../../core/contract/requests.ts';
import type { LabelState } from '../episode/label-state.ts';
import type { Finding } from '../episode/manifest.ts';

/** Which episodes, in which order. All conditions hold together; those left out hold for every episode. */
export interface EpisodeQuery {
  states?: EpisodeSummary['state'][];
  /** A name, `visual-backtracking`, or with its version, `visual-backtracking@2`. */
  protocol?: string;
  operator?: string;
  outcome?: NonNullable<EpisodeSummary['outcome']>;
  verdict?: NonNullable<LabelState['verdict']>;
  /** With a finding of this code, or severity, or both. */
  findingCode?: string;
  findingSeverity?: Finding['severity'];
  /** With a segment in this phase. */
  phase?: string;
  /** Began in `[from, before)`; ISO 8601 in UTC. */
  from?: string;
  before?: string;
  /** Anywhere in id, operator, task, protocol, findings or notes; upper and lower case are the same. */
  text?: string;
  sort?: SortKey;
  isAscending?: boolean;
  /** A page: so many, after so many. */
  limit?: number;
  offset?: number;
}

export type SortKey = keyof typeof SORT_COLUMNS;

const SORT_COLUMNS = {
  startedAt: 'started_at',
  durationMs: 'duration_ms',
  operator: 'operator',
  protocol: 'protocol_version',
  outcome: 'outcome',
} as const;

type Value = string | number;

/** The conditions of a query as SQL: `WHERE …` on `episodes`, and its parameters. */
export function whereOf(query: EpisodeQuery): { sql: string; values: Value[] } {
  const conditions: string[] = [];
  const values: Value[] = [];
  const add = (condition: string, ...given: (Value | undefined)[]): void => {
    const known = given.filter((value) => value !== undefined);
    if (known.length === 0 || known.length < given.length) return;
    conditions.push(condition);
    values.push(...known);
  };
  const { protocol, findingCode, findingSeverity } = query;
  if (query.states !== undefined) add(`state IN (${query.states.map(() => '?')})`, ...query.states);
  add(`${protocol?.includes('@') ? 'protocol_version' : 'protocol'} = ?`, protocol);
  add('operator = ?', query.operator);
  add('outcome = ?', query.outcome);
  add('verdict = ?', query.verdict);
  if (findingCode !== undefined && findingSeverity !== undefined) {
    add('key IN (SELECT key FROM findings WHERE code = ? AND severity = ?)', findingCode, findingSeverity);
  } else {
    add('key IN (SELECT key FROM findings WHERE code = ?)', findingCode);
    add('key IN (SELECT key FROM findings WHERE severity = ?)', findingSeverity);
  }
  add('key IN (SELECT key FROM phases WHERE phase = ?)', query.phase);
  add('started_at >= ?', query.from);
  add('started_at < ?', query.before);
  add('key IN (SELECT key FROM summaries WHERE instr(words, ?) > 0)', query.text?.toLowerCase());
  return { sql: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}

/** Newest first unless the query says otherwise; equals among each other, too, so that pages fit together. */
export function orderOf({ sort = 'startedAt', isAscending = false }: EpisodeQuery): string {
  const direction = isAscending ? 'ASC' : 'DESC';
  return `ORDER BY ${SORT_COLUMNS[sort]} ${direction}, key ${direction}`;
}
