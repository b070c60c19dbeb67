import type { ExportPreview } from '../../core/contract/export.ts';
import { formatRoute } from '../app/route.ts';
import { countOf } from '../shared/format.ts';
import styles from './panel.module.css';

type PreviewEpisode = ExportPreview['episodes'][number];

/** Each episode: kept, masked and resampled, or why it is not among them. */
export function PreviewTable({ episodes, total }: { episodes: readonly PreviewEpisode[]; total: number }) {
  return (
    <table className={styles.table}>
      <caption>
        {countOf(total, 'episode')}
        {episodes.length < total && `, of which ${episodes.length} are shown`}
      </caption>
      <thead>
        <tr>
          <th scope="col">Episode</th>
          <th scope="col">What becomes of it</th>
          <th scope="col">Steps kept</th>
          <th scope="col">Masked</th>
          <th scope="col">Exported</th>
          <th scope="col">Repeated</th>
          <th scope="col">Dropped</th>
          <th scope="col">Interpolated</th>
        </tr>
      </thead>
      <tbody>
        {episodes.map((episode) => (
          <PreviewRow key={episode.id} episode={episode} />
        ))}
      </tbody>
    </table>
  );
}

function PreviewRow({ episode }: { episode: PreviewEpisode }) {
  const { id, status, reason, trajectories, keptSteps, maskedSteps, steps, samples } = episode;
  const words =
    status === 'planned'
      ? trajectories === 1
        ? 'One trajectory'
        : `${trajectories} trajectories`
      : `${status === 'failed' ? 'Cannot be exported' : 'Left out'}: ${reason ?? ''}`;
  const counts = [keptSteps, maskedSteps, steps, samples.duplicated, samples.dropped, samples.interpolated];
  return (
    <tr data-status={status}>
      <th scope="row">
        <a href={formatRoute({ screen: 'replay', episodeId: id })} title={id}>
          {id.slice(-12)}
        </a>
      </th>
      <td>{words}</td>
      {COLUMNS.map((column, index) => (
        <td key={column} className={styles.number}>
          {status === 'planned' ? counts[index]!.toLocaleString() : ''}
        </td>
      ))}
    </tr>
  );
}

const COLUMNS = ['kept', 'masked', 'exported', 'repeated', 'dropped', 'interpolated'];
