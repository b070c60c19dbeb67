import type { AuditFilter } from '../../core/contract/audit.ts';
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
  labelState?: AuditFilter['labelState'];
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
  /** No person rejected it. */
  isNotRejected?: boolean;
  /** Decided on by at least so many people. */
  leastJudges?: number;
  /** One of these. */
  ids?: readonly string[];
  sort?: SortKey;
  isAscending?: boolean;
  /** A page: so many, after so many. */
  limit?: number;
  offset?: number;
}

export type SortKey = keyof typeof SORT_COLUMNS;

const SORT_COLUMNS = {
  risk: 'risk',
  startedAt: 'started_at',
  durationMs: 'duration_ms',
  operator: 'operator',
  protocol: 'protocol_version',
  outcome: 'outcome',
} as const;

/** A wish for a second look that no verdict has answered outweighs the verdict before it. */
const LABEL_STATES = {
  unjudged: '+verdict IS NULL AND second_look = 0',
  accepted: "+verdict = 'accept' AND second_look = 0",
  rejected: "+verdict = 'reject' AND second_look = 0",
  'second-look': '+second_look = 1',
} as const;

type Value = string | number;

/** Control characters, so that no code or phase has them: `␞failure␞recovery␞`, `␞stream-gap␟warning␞`. */
const ITEM = '\u001e';
const PART = '\u001f';

export function listOf(items: Iterable<string>): string {
  return `${ITEM}${[...items].join(ITEM)}${ITEM}`;
}

export function listOfFindings(findings: readonly Pick<Finding, 'code' | 'severity'>[]): string {
  return listOf(new Set(findings.map(({ code, severity }) => `${code}${PART}${severity}`)));
}

/** The items of such a list. */
export function itemsOf(list: string): string[] {
  return list.split(ITEM).filter((item) => item !== '');
}

/** The code of a finding in such a list. */
export function partOf(item: string): string {
  return item.split(PART)[0]!;
}

/**
 * The conditions of a query as SQL: `WHERE …` on `episodes`, and its parameters. The `+` keeps SQLite from
 * finding rows by an index on a condition's column: for values that many episodes share, a scan is faster.
 * Which episodes have the query's text is looked up before, once for count and page.
 */
export function whereOf(query: EpisodeQuery, keysWithText?: number[]): { sql: string; values: Value[] } {
  const conditions: string[] = [];
  const values: Value[] = [];
  const add = (condition: string, ...given: (Value | undefined)[]): void => {
    const known = given.filter((value) => value !== undefined);
    if (known.length === 0 || known.length < given.length) return;
    conditions.push(condition);
    values.push(...known);
  };
  const { protocol, findingCode, findingSeverity, phase } = query;
  if (query.states !== undefined) add(`+state IN (${query.states.map(() => '?')})`, ...query.states);
  add(`+${protocol?.includes('@') ? 'protocol_version' : 'protocol'} = ?`, protocol);
  add('+operator = ?', query.operator);
  add('+outcome = ?', query.outcome);
  add('+verdict = ?', query.verdict);
  if (query.isNotRejected) conditions.push("+verdict IS NOT 'reject'");
  add('+judges >= ?', query.leastJudges);
  if (query.labelState !== undefined) conditions.push(LABEL_STATES[query.labelState]);
  if (query.ids !== undefined) add('id IN (SELECT value FROM json_each(?))', JSON.stringify(query.ids));
  if (findingCode !== undefined || findingSeverity !== undefined) {
    const code = findingCode === undefined ? '' : `${ITEM}${findingCode}`;
    const severity = findingSeverity === undefined ? '' : `${findingSeverity}${ITEM}`;
    add('instr(findings, ?) > 0', `${code}${PART}${severity}`);
  }
  add('instr(phases, ?) > 0', phase === undefined ? undefined : listOf([phase]));
  add('+started_at >= ?', query.from);
  add('+started_at < ?', query.before);
  if (keysWithText !== undefined)
    add('key IN (SELECT value FROM json_each(?))', JSON.stringify(keysWithText));
  return { sql: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}

/** Newest first unless the query says otherwise; equals among each other, too, so that pages fit together. */
export function orderOf({ sort = 'startedAt', isAscending = false }: EpisodeQuery): string {
  const direction = isAscending ? 'ASC' : 'DESC';
  return `ORDER BY ${SORT_COLUMNS[sort]} ${direction}, key ${direction}`;
}
