import type { Statistics } from '../../../core/contract/statistics.ts';
import styles from './latency-table.module.css';

interface LatencyTableProps {
  latency: Statistics['latency'];
  onShow(ids: string[]): void;
}

/** Per stream the median as a mark, the 95th percentile as a bar, the 99th as its tail, and the numbers. */
export function LatencyTable({ latency, onShow }: LatencyTableProps) {
  const longest = Math.max(...latency.map(({ p99Ms }) => p99Ms), 1e-9);
  if (latency.length === 0) return <p className={styles.none}>Nothing yet.</p>;
  const share = (ms: number): string => `${(ms / longest) * 100}%`;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col">
            <span className={styles.hidden}>Picture</span>
          </th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
          <th scope="col">Worst</th>
        </tr>
      </thead>
      <tbody>
        {latency.map(({ stream, p50Ms, p95Ms, p99Ms, worst }) => (
          <tr key={stream}>
            <th scope="row">{stream}</th>
            <td className={styles.picture}>
              <span className={styles.tail} style={{ width: share(p99Ms) }} />
              <span className={styles.bar} style={{ width: share(p95Ms) }} />
              <span className={styles.median} style={{ left: share(p50Ms) }} />
            </td>
            <td>{p50Ms.toFixed(1)} ms</td>
            <td>{p95Ms.toFixed(1)} ms</td>
            <td>{p99Ms.toFixed(1)} ms</td>
            <td>
              <button type="button" disabled={worst.length === 0} onClick={() => onShow(worst)}>
                Show {worst.length}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
