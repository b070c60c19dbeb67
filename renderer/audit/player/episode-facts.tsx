import { IconArrowLeft } from '@tabler/icons-react';
import type { EpisodeSummary } from '../../../core/contract/requests.ts';
import { Findings } from '../../shared/findings.tsx';
import { countOf, formatDate, formatDuration } from '../../shared/format.ts';
import { Outcome } from '../../shared/outcome.tsx';
import styles from './episode-facts.module.css';

/** What the episode is, above its replay. */
export function EpisodeFacts({ summary, protocolTitle }: { summary: EpisodeSummary; protocolTitle: string }) {
  return (
    <header className={styles.facts}>
      <a href="#/episodes" aria-label="Back to the list">
        <IconArrowLeft size={22} aria-hidden />
      </a>
      <h1>{protocolTitle}</h1>
      <Outcome episode={summary} />
      <p>
        {summary.task} · {summary.operator} ·{' '}
        <time dateTime={summary.startedAt}>{formatDate(summary.startedAt)}</time> ·{' '}
        {formatDuration(summary.durationMs)} · {countOf(summary.steps, 'step')}
      </p>
      <Findings findings={summary.findings} />
    </header>
  );
}
