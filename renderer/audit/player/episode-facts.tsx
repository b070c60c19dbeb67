import { IconArrowLeft, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { AuditRow } from '../../../core/contract/audit.ts';
import { useServices, useSnapshot } from '../../app/services.ts';
import { COMMANDS } from '../../commands/commands.ts';
import { findProtocol } from '../../shared/find-protocol.ts';
import { countOf, formatDate, formatDuration } from '../../shared/format.ts';
import { Outcome } from '../../shared/outcome.tsx';
import styles from './episode-facts.module.css';

interface EpisodeFactsProps {
  row: AuditRow;
  /** To the next episode of the queue, or the one before. */
  onGo(direction: 1 | -1): void;
}

/** What the episode is, and where in the queue it stands. */
export function EpisodeFacts({ row, onGo }: EpisodeFactsProps) {
  const title = useSnapshot(({ protocols }) => findProtocol(protocols, row.protocol)?.title ?? row.protocol);
  return (
    <header className={styles.facts}>
      <a href="#/episodes" aria-label="Back to the queue" title={COMMANDS.episode.close.title}>
        <IconArrowLeft size={22} aria-hidden />
      </a>
      <h1>{title}</h1>
      <Outcome episode={row} />
      <p>
        {row.task} · {row.operator} · <time dateTime={row.startedAt}>{formatDate(row.startedAt)}</time> ·{' '}
        {formatDuration(row.durationMs)} · {countOf(row.steps, 'step')}
      </p>
      <QueuePlace id={row.id} onGo={onGo} />
    </header>
  );
}

function QueuePlace({ id, onGo }: { id: string; onGo(direction: 1 | -1): void }) {
  const { queue } = useServices();
  const total = useStore(queue.store, (state) => state.total);
  const index = queue.indexOf(id);
  if (index < 0 || total === null) return null;
  return (
    <div className={styles.place}>
      {index + 1} of {total.toLocaleString()}
      <button
        type="button"
        disabled={index === 0}
        title={COMMANDS.episode.previousEpisode.title}
        aria-label={COMMANDS.episode.previousEpisode.title}
        onClick={() => onGo(-1)}
      >
        <IconChevronUp size={20} aria-hidden />
      </button>
      <button
        type="button"
        disabled={index >= total - 1}
        title={COMMANDS.episode.nextEpisode.title}
        aria-label={COMMANDS.episode.nextEpisode.title}
        onClick={() => onGo(1)}
      >
        <IconChevronDown size={20} aria-hidden />
      </button>
    </div>
  );
}
