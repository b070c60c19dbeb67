import type { AuditEpisode, AuditRow, CheckResult } from '../../core/contract/audit.ts';
import { AppError } from '../../core/errors.ts';
import { type BriefChecks, checkState, readBriefChecks } from '../../datasets/checks/results.ts';
import { type Dataset, readManifest } from '../../datasets/dataset.ts';
import { historyOf } from '../../datasets/episode/history.ts';
import { foldLabels } from '../../datasets/episode/label-state.ts';
import type { SealedManifest } from '../../datasets/episode/manifest.ts';
import { readLabels } from '../../datasets/labels.ts';
import { type Protocol, protocolSchema } from '../../protocols/protocol.ts';

/** Findings of stretches in which rows or messages are missing. */
const GAP_CODES = ['step-gap', 'stale-stream'];
/** The lane of the rows themselves. */
const STEPS = 'steps';

/**
 * All that small files say of an episode; its data are not opened.
 *
 * @throws AppError `corrupt`, `invalid-input`, `io`; `not-allowed` while it is recorded.
 */
export async function describeEpisode(dataset: Dataset, row: AuditRow): Promise<AuditEpisode> {
  const manifest = await readManifest(dataset, row.id);
  if (manifest.state === 'recording') {
    throw new AppError('not-allowed', `the episode ${row.id} is still being recorded`);
  }
  const { labels } = await readLabels(dataset, row.id);
  const labelled = foldLabels(labels);
  const stored = await readBriefChecks(dataset, row.id);
  const checks = checkState(stored, manifest, labelled) === 'none' ? [] : resultsOf(stored);
  const { data: protocol } = protocolSchema.safeParse(manifest.head.protocol.definition);
  const recorded = manifest.segments.map(({ phase, attempt, startNs, endNs }) => ({
    phase,
    attempt,
    startNs,
    endNs,
  }));
  return {
    row,
    durationNs: manifest.durationNs,
    recorded: { outcome: manifest.outcome, segments: recorded },
    segments: labelled.segments ?? recorded,
    trim: labelled.trim,
    phases: phasesOf(manifest, protocol),
    findings: manifest.findings.map((finding) => ({ ...finding, spans: [] })),
    checks,
    lanes: { marks: marksOf(manifest, protocol), ...lanesOf(manifest, checks) },
    history: historyOf(labels),
  };
}

function resultsOf(stored: BriefChecks | null): CheckResult[] {
  return stored?.results ?? [];
}

function lanesOf(
  { findings: recorded, durationNs }: SealedManifest,
  checks: readonly CheckResult[],
): Pick<AuditEpisode['lanes'], 'gaps' | 'alerts'> {
  const findings = checks.flatMap((check) => check.findings);
  // The recorder counts without noting where, so its findings are about all of the episode.
  const whole = recorded.filter(
    ({ code, severity }) => severity !== 'info' && !findings.some((other) => other.code === code),
  );
  return {
    gaps: findings
      .filter(({ code }) => GAP_CODES.includes(code))
      .flatMap(({ stream = STEPS, spans }) => spans.map((span) => ({ ...span, stream }))),
    alerts: [
      ...whole.map((finding) => ({ ...finding, startNs: 0, endNs: durationNs })),
      ...findings
        .filter(({ code }) => !GAP_CODES.includes(code))
        .flatMap(({ code, severity, message, spans }) =>
          spans.map((span) => ({ ...span, code, severity, message })),
        ),
    ],
  };
}

function phasesOf({ head }: SealedManifest, protocol: Protocol | undefined): AuditEpisode['phases'] {
  return head.phases.map((name) => {
    const phase = protocol?.phases.find((other) => other.name === name);
    return { name, title: phase?.title ?? name, color: phase?.color ?? 'gray' };
  });
}

/** What was marked, in the words of the operator's button. */
function marksOf({ events }: SealedManifest, protocol: Protocol | undefined): AuditEpisode['lanes']['marks'] {
  const transitions = protocol?.phases.flatMap((phase) => phase.transitions) ?? [];
  return events.map((event) => {
    if (event.kind !== 'mark') return { atNs: event.atNs, label: event.kind };
    const transition = transitions.find(({ id }) => id === event.transition);
    return { atNs: event.atNs, label: transition?.label ?? event.transition };
  });
}
