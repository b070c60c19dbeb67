import {
  IconAlertOctagon,
  IconCheck,
  IconPlayerRecordFilled,
  IconPlayerStop,
  IconX,
} from '@tabler/icons-react';
import type { EpisodeSummary } from '../../core/contract/requests.ts';
import styles from './outcome.module.css';

const OUTCOMES = {
  success: { icon: IconCheck, word: 'Success' },
  failure: { icon: IconX, word: 'Failure' },
  aborted: { icon: IconPlayerStop, word: 'Aborted' },
  recording: { icon: IconPlayerRecordFilled, word: 'Being recorded' },
  damaged: { icon: IconAlertOctagon, word: 'Damaged' },
};

/** How the episode ended, as a sign and a word. */
export function Outcome({ episode }: { episode: Pick<EpisodeSummary, 'state' | 'outcome'> }) {
  const kind =
    episode.state === 'damaged' || episode.state === 'recording'
      ? episode.state
      : (episode.outcome ?? 'aborted');
  const { icon: Icon, word } = OUTCOMES[kind];
  return (
    <span className={styles.outcome} data-kind={kind}>
      <Icon size={18} stroke={2.5} aria-hidden />
      {word}
      {episode.state === 'recovered' && <span className={styles.badge}>recovered</span>}
    </span>
  );
}
