import { IconAlertTriangle } from '@tabler/icons-react';
import type { EpisodeSummary } from '../../../core/contract/requests.ts';
import { formatRoute } from '../../app/route.ts';
import { useSnapshot } from '../../app/services.ts';
import { findProtocol } from '../../shared/find-protocol.ts';
import { countOf, formatDate, formatDuration } from '../../shared/format.ts';
import { Outcome } from '../../shared/outcome.tsx';
import { PhaseBand } from '../../shared/phase-band.tsx';
import { frameUrl } from '../player/frame-url.ts';
import styles from './episode-row.module.css';

/** Late enough to show what came of it, early enough not to be the robot going home. */
const TELLING_SHARE = 0.85;

export function EpisodeRow({ episode }: { episode: EpisodeSummary }) {
  const protocol = useSnapshot(({ protocols }) => findProtocol(protocols, episode.protocol));
  const isOpenable = episode.state === 'sealed' || episode.state === 'recovered';
  const content = (
    <>
      <Thumbnail episode={episode} />
      <span className={styles.what}>
        <strong>{protocol?.title ?? episode.protocol}</strong>
        <span>{episode.task}</span>
      </span>
      <span className={styles.outcome}>
        <Outcome episode={episode} />
        <FindingsBadge findings={episode.findings} />
      </span>
      <span className={styles.phases}>
        {episode.segments.length > 0 ? (
          <PhaseBand segments={episode.segments} phases={protocol?.phases ?? []} />
        ) : (
          episode.message
        )}
      </span>
      <span className={styles.duration}>{formatDuration(episode.durationMs)}</span>
      <span className={styles.who}>
        <span>{episode.operator}</span>
        <time dateTime={episode.startedAt}>{formatDate(episode.startedAt)}</time>
      </span>
    </>
  );
  return (
    <li>
      {isOpenable ? (
        <a className={styles.row} href={formatRoute({ screen: 'replay', episodeId: episode.id })}>
          {content}
        </a>
      ) : (
        <div className={styles.row}>{content}</div>
      )}
    </li>
  );
}

function Thumbnail({ episode }: { episode: EpisodeSummary }) {
  const camera = episode.cameras[0];
  if (camera === undefined || episode.steps === 0 || episode.state === 'recording') {
    return <span className={styles.picture} />;
  }
  const row = Math.floor(episode.steps * TELLING_SHARE);
  return <img className={styles.picture} src={frameUrl(episode.id, camera, row)} alt="" loading="lazy" />;
}

function FindingsBadge({ findings }: { findings: EpisodeSummary['findings'] }) {
  const serious = findings.filter(({ severity }) => severity !== 'info');
  if (serious.length === 0) return null;
  return (
    <span className={styles.findings} title={serious.map(({ message }) => message).join('\n')}>
      <IconAlertTriangle size={16} aria-hidden />
      {countOf(serious.length, 'finding')}
    </span>
  );
}
