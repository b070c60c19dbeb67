import type { ExportOptions, PastExport } from '../../core/contract/export.ts';
import { loaderLine } from '../../core/export-name.ts';
import { countOf, formatDate, formatDuration } from '../shared/format.ts';
import styles from './panel.module.css';

interface ExportHistoryProps {
  history: readonly PastExport[];
  targets: ExportOptions['targets'];
}

/** What was exported of this dataset, and how it is opened. */
export function ExportHistory({ history, targets }: ExportHistoryProps) {
  if (history.length === 0) return null;
  return (
    <section className={styles.panel} aria-label="History">
      <h2>History</h2>
      <table className={`${styles.table} ${styles.history}`}>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">How it ended</th>
          </tr>
        </thead>
        <tbody>
          {history.map((past) => (
            <tr key={`${past.at} ${past.out}`} data-status={past.status}>
              <td>
                <time dateTime={past.at}>{formatDate(past.at)}</time>
                <span className={styles.dim}>{past.by}</span>
              </td>
              <td>
                {past.version}, {past.recipe}
                <span className={styles.dim}>{past.target}</span>
              </td>
              <td>
                <Ending past={past} loader={targets.find(({ name }) => name === past.target)?.loader} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Ending({ past, loader }: { past: PastExport; loader: string | undefined }) {
  const { status, totals, message, failed, out, durationMs } = past;
  if (status === 'cancelled') {
    return (
      <>
        <strong>Cancelled</strong> after {formatDuration(durationMs)}
        <span className={styles.dim}>The same export to {out} goes on from there.</span>
      </>
    );
  }
  if (status === 'refused' || totals === null) {
    return (
      <>
        <strong>Refused</strong>
        <span className={styles.dim}>{message}</span>
      </>
    );
  }
  return (
    <>
      <strong>Done</strong> in {formatDuration(durationMs)}: {countOf(totals.written, 'episode')},{' '}
      {totals.steps.toLocaleString()} steps
      {totals.leftOut > 0 && `, ${totals.leftOut} left out`}
      <span className={styles.dim}>
        <code>{loaderLine(loader ?? '<out>', past)}</code>
      </span>
      {failed.length > 0 && (
        <details>
          <summary>{countOf(totals.failed, 'episode')} failed</summary>
          <ul>
            {failed.map(({ id, reason }) => (
              <li key={id}>
                {id}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
