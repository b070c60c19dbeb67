import { Table } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { LatencyView } from '../../core/contract/latency.ts';
import { useLink, useServices } from '../app/services.ts';
import styles from './latency.module.css';

const REFRESH_MS = 1000;

/** How late everything is just now, in the figures that a latency profile has. */
export function Latency() {
  const view = useLatency();
  if (view === null) return null;
  const { clock, streams } = view;
  return (
    <section className={styles.latency} aria-labelledby="latency">
      <h2 id="latency">Latency</h2>
      <p>
        In ms, over the last thousand messages: of streams from their stamp to their arrival, of commands
        there and back. {clock === null ? 'The robot’s clock is not known yet.' : clockText(clock)}
      </p>
      <Table className={styles.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Stream</Table.Th>
            {['mean', 'sd', 'p50', 'p95', 'p99'].map((name) => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {streams.map(({ name, latencyMs }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              {latencyMs === null ? (
                <Table.Td colSpan={5}>nothing came yet</Table.Td>
              ) : (
                [latencyMs.mean, latencyMs.sd, latencyMs.p50, latencyMs.p95, latencyMs.p99].map(
                  (ms, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: five columns, always the same
                    <Table.Td key={column}>{ms.toFixed(1)}</Table.Td>
                  ),
                )
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function useLatency(): LatencyView | null {
  const { station } = useServices();
  const isLive = useLink().status === 'live';
  const [view, setView] = useState<LatencyView | null>(null);
  useEffect(() => {
    if (!isLive) return;
    const ask = () =>
      station.request('robot.latency', {}).then(setView, () => {
        // The link says so elsewhere; the figures stay until the next answer.
      });
    void ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => clearInterval(timer);
  }, [station, isLive]);
  return view;
}

function clockText({ aheadMs, errorMs, method }: NonNullable<LatencyView['clock']>): string {
  if (method === 'shared') return 'The robot shares the station’s clock.';
  const sense = aheadMs >= 0 ? 'ahead of' : 'behind';
  const known = method === 'request' ? 'asked for' : 'by the least delay';
  return `The robot’s clock is ${Math.abs(aheadMs).toFixed(1)} ms ${sense} the station’s, within ${errorMs.toFixed(1)} ms (${known}).`;
}
