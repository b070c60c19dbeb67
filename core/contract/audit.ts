import { z } from 'zod';
import { decisionSchema, historyEntrySchema } from './decision.ts';
import { episodeIdSchema, episodeSummarySchema, outcomeSchema } from './episode.ts';
import { agreementSchema, statisticsSchema } from './statistics.ts';

const none = z.object({}).strict();
const severitySchema = z.enum(['info', 'warning', 'error']);
const authorSchema = z.string().trim().min(1).max(100);
const nameSchema = z.string().trim().min(1).max(64);

/** Of what people decided: `unjudged` has neither verdict nor a wish for a second look. */
export const labelStateSchema = z.enum(['unjudged', 'accepted', 'rejected', 'second-look']);

/** All conditions hold together; those left out hold for every episode. */
export const auditFilterSchema = z.strictObject({
  /** A name, `visual-backtracking`, or with its version, `visual-backtracking@2`. */
  protocol: z.string().optional(),
  operator: z.string().optional(),
  outcome: outcomeSchema.optional(),
  labelState: labelStateSchema.optional(),
  /** With a finding of the recorder or a check of this code, or severity, or both. */
  findingCode: z.string().optional(),
  findingSeverity: severitySchema.optional(),
  /** With a segment in this phase. */
  phase: z.string().optional(),
  /** Began in `[from, before)`; ISO 8601 in UTC. */
  from: z.iso.datetime().optional(),
  before: z.iso.datetime().optional(),
  /** Anywhere in id, operator, task, protocol, findings or notes; upper and lower case are the same. */
  text: z.string().max(200).optional(),
  /** One of these, as a picture of the dataset page leads to. */
  ids: z.array(episodeIdSchema).max(1000).optional(),
});

export const auditSortSchema = z.enum(['risk', 'startedAt', 'durationMs', 'operator', 'protocol', 'outcome']);

/** An instant or a stretch of an episode that something is about, `[startNs, endNs)` since it began. */
const spanSchema = z.object({ startNs: z.int(), endNs: z.int() });

const auditFindingSchema = z.object({
  code: z.string(),
  severity: severitySchema,
  message: z.string(),
  /** The camera or stream that it is about, where it is about one. */
  stream: z.string().optional(),
  /** Where in the episode; empty for what is about all of it. At most 50. */
  spans: z.array(spanSchema),
});

/** An episode in the queue. Outcome and segments of the summary are as judged. */
export const auditRowSchema = episodeSummarySchema.omit({ findings: true }).extend({
  findings: z.array(auditFindingSchema.omit({ stream: true, spans: true })),
  verdict: z.enum(['accept', 'reject']).nullable(),
  reason: z.string().nullable(),
  needsSecondLook: z.boolean(),
  /** Decisions so far, those taken back among them: what `audit.label` wants as `seenLabels`. */
  labels: z.int(),
  /** 0 nothing found … 100; see docs/format.md. Checks that have not run yet count for nothing. */
  risk: z.number(),
  isChecked: z.boolean(),
});

const checkResultSchema = z.object({
  name: z.string(),
  version: z.int(),
  findings: z.array(auditFindingSchema),
  /** What the check measured, by name; units stand in the names. */
  measures: z.record(z.string(), z.number()),
});

export const savedViewSchema = z.object({
  name: nameSchema,
  filter: auditFilterSchema,
  sort: auditSortSchema,
  isAscending: z.boolean(),
});

const versionSummarySchema = z.object({
  name: z.string(),
  frozenAt: z.string(),
  by: z.string(),
  /** How the episodes were chosen: name of the condition to its value. */
  filter: z.record(z.string(), z.string()),
  episodes: z.int(),
  sha256: z.string(),
});

/** Requests of the audit screens. */
export const auditRequestSchemas = {
  /** A page of the queue. Riskiest or newest first unless `isAscending`. */
  'audit.query': {
    params: z.object({
      filter: auditFilterSchema.default({}),
      sort: auditSortSchema.default('risk'),
      isAscending: z.boolean().default(false),
      limit: z.int().min(0).max(1000).default(100),
      offset: z.int().min(0).default(0),
    }),
    value: z.object({ total: z.int(), episodes: z.array(auditRowSchema) }),
  },
  /** All that match, for a bulk decision: with `labels` as `audit.label` wants it as `seenLabels`. */
  'audit.select': {
    params: z.object({ filter: auditFilterSchema }),
    value: z.object({ episodes: z.array(z.object({ id: episodeIdSchema, labels: z.int() })) }),
  },
  /** What the filters can offer, most frequent first. */
  'audit.facets': {
    params: none,
    value: z.object({
      operators: z.array(z.string()),
      /** With their version. */
      protocols: z.array(z.string()),
      phases: z.array(z.string()),
      findingCodes: z.array(z.string()),
    }),
  },
  /** All about one episode but its series (`episodes.series`) and pictures. */
  'audit.episode': {
    params: z.object({ id: episodeIdSchema }),
    value: z.object({
      row: auditRowSchema,
      durationNs: z.int(),
      /** As recorded; `row` has them as judged. */
      recorded: z.object({
        outcome: outcomeSchema,
        segments: z.array(spanSchema.extend({ phase: z.string(), attempt: z.int() })),
      }),
      /** As judged, exact to the nanosecond. */
      segments: z.array(spanSchema.extend({ phase: z.string(), attempt: z.int() })),
      /** What is used of the episode; null where all of it is. */
      trim: spanSchema.nullable(),
      /** As the protocol names them, in its order, with its colours: what a segment can be. */
      phases: z.array(z.object({ name: z.string(), title: z.string(), color: z.string() })),
      /** Of the recorder; checks have their own. */
      findings: z.array(auditFindingSchema),
      checks: z.array(checkResultSchema),
      lanes: z.object({
        marks: z.array(z.object({ atNs: z.int(), label: z.string() })),
        /** Stretches in which a stream, or the rows themselves (`steps`), are missing. */
        gaps: z.array(spanSchema.extend({ stream: z.string() })),
        alerts: z.array(
          spanSchema.extend({ code: z.string(), severity: severitySchema, message: z.string() }),
        ),
      }),
      /** Every decision ever made, oldest first. */
      history: z.array(historyEntrySchema),
    }),
  },
  /**
   * Append the same decisions to one or many episodes. All are kept, whoever else decided meanwhile; what others
   * appended since the screen last looked comes back as `conflicts`. An `undo` names one label, so it goes to
   * one episode: to take back a bulk decision, send each episode its own.
   */
  'audit.label': {
    params: z.object({
      by: authorSchema,
      episodes: z
        .array(
          z.object({
            id: episodeIdSchema,
            /** Decisions that the screen knew of; left out, nothing is a conflict. */
            seenLabels: z.int().min(0).optional(),
            decisions: z.array(decisionSchema).min(1).max(20),
          }),
        )
        .min(1)
        .max(200),
    }),
    value: z.object({
      results: z.array(
        z.object({
          id: episodeIdSchema,
          /** Of the appended labels, in order: what an undo names. Empty when nothing was written. */
          labelIds: z.array(z.string()),
          /** Decisions there are now, to send as `seenLabels` the next time. */
          labels: z.int(),
          conflicts: z.array(historyEntrySchema),
          /** Why nothing was written to this episode. */
          error: z.string().nullable(),
        }),
      ),
    }),
  },
  'audit.stats': { params: z.object({ filter: auditFilterSchema.default({}) }), value: statisticsSchema },
  'audit.agreement': { params: z.object({ filter: auditFilterSchema.default({}) }), value: agreementSchema },
  /** How far the checks are; they pause while an episode is recorded. */
  'audit.progress': {
    params: none,
    value: z.object({
      checked: z.int(),
      total: z.int(),
      isPaused: z.boolean(),
      /** While many episodes are read, as of a dataset that is new here: all answers are of those read so far. */
      reading: z.object({ done: z.int(), of: z.int() }).nullable(),
    }),
  },
  'versions.list': {
    params: none,
    value: z.object({
      versions: z.array(versionSummarySchema),
      /** Files that are no version any more. */
      unreadable: z.array(z.object({ name: z.string(), message: z.string() })),
    }),
  },
  /** Rejected episodes are always left out; refused while episodes are read. Names are letters, digits, `.`, `_` and `-`. */
  'versions.freeze': {
    params: z.object({ name: nameSchema, by: authorSchema, filter: auditFilterSchema.default({}) }),
    value: versionSummarySchema,
  },
  'versions.diff': {
    params: z.object({ from: z.string(), to: z.string() }),
    value: z.object({
      added: z.array(episodeIdSchema),
      removed: z.array(episodeIdSchema),
      relabelled: z.array(
        z.object({
          id: episodeIdSchema,
          changed: z.array(z.enum(['sha256', 'verdict', 'task', 'outcome', 'segments', 'trim'])),
        }),
      ),
    }),
  },
  /** Filters with names, kept in the dataset for everyone who audits it. */
  'views.list': { params: none, value: z.object({ views: z.array(savedViewSchema) }) },
  /** In place of one of the same name. */
  'views.save': { params: savedViewSchema, value: z.object({ views: z.array(savedViewSchema) }) },
  'views.remove': {
    params: z.object({ name: nameSchema }),
    value: z.object({ views: z.array(savedViewSchema) }),
  },
} as const;

export type AuditFilter = z.output<typeof auditFilterSchema>;
export type AuditSort = z.infer<typeof auditSortSchema>;
export type AuditRow = z.infer<typeof auditRowSchema>;
export type AuditFinding = z.infer<typeof auditFindingSchema>;
export type AuditEpisode = z.infer<(typeof auditRequestSchemas)['audit.episode']['value']>;
export type CheckResult = z.infer<typeof checkResultSchema>;
export type SavedView = z.infer<typeof savedViewSchema>;
export type VersionSummary = z.infer<typeof versionSummarySchema>;
