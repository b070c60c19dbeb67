import { useState } from 'react';
import type { Statistics } from '../../../core/contract/statistics.ts';
import { countOf } from '../../shared/format.ts';
import { type Cell, cellsOf } from './coverage-cells.ts';
import styles from './coverage-map.module.css';

interface CoverageMapProps {
  coverage: Statistics['coverage'];
  onShow(ids: string[]): void;
}

/** From above: where failures and successes ended. Each cell has both, side by side, and leads to its episodes. */
export function CoverageMap({ coverage: { axes, points }, onShow }: CoverageMapProps) {
  const [at, setAt] = useState<Cell | null>(null);
  if (axes.length < 2 || points.length === 0) {
    return (
      <p className={styles.none}>
        There are no positions to show: no checked episode's state begins with any.
      </p>
    );
  }
  const { cells, columns, rows, low, high } = cellsOf(points);
  const most = Math.max(...cells.map(({ failures, successes }) => Math.max(failures, successes)));
  const radius = (count: number): number => 0.44 * Math.sqrt(count / most);
  return (
    <div className={styles.map}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: each cell has its own name */}
      <svg viewBox={`0 0 ${columns} ${rows}`}>
        {cells.map((cell) => (
          // biome-ignore lint/a11y/useSemanticElements: SVG has no button
          <g
            key={`${cell.column} ${cell.row}`}
            role="button"
            tabIndex={0}
            className={styles.cell}
            aria-label={describe(cell)}
            transform={`translate(${cell.column} ${rows - 1 - cell.row})`}
            onPointerEnter={() => setAt(cell)}
            onFocus={() => setAt(cell)}
            onClick={() => onShow(cell.ids)}
            onKeyDown={(event) => event.key === 'Enter' && onShow(cell.ids)}
          >
            <rect width="1" height="1" />
            {cell.failures > 0 && (
              <path
                className={styles.failure}
                d={half(radius(cell.failures), 'left')}
                transform="translate(0.5 0.5)"
              />
            )}
            {cell.successes > 0 && (
              <path
                className={styles.success}
                d={half(radius(cell.successes), 'right')}
                transform="translate(0.5 0.5)"
              />
            )}
          </g>
        ))}
      </svg>
      <dl className={styles.legend}>
        <dt className={styles.failureKey}>◖</dt>
        <dd>failures</dd>
        <dt className={styles.successKey}>◗</dt>
        <dd>successes</dd>
      </dl>
      <p>
        {axes[0]!.name} {low[0].toFixed(2)} to {high[0].toFixed(2)} {axes[0]!.unit} across, {axes[1]!.name}{' '}
        {low[1].toFixed(2)} to {high[1].toFixed(2)} {axes[1]!.unit} up
      </p>
      <p role="status">{at === null ? 'Point at a cell to see its numbers.' : describe(at)}</p>
    </div>
  );
}

function describe({ failures, successes }: Cell): string {
  return `${countOf(failures, 'failure')} and ${successes} ${successes === 1 ? 'success' : 'successes'}`;
}

function half(radius: number, side: 'left' | 'right'): string {
  const sweep = side === 'left' ? 0 : 1;
  return `M 0 ${-radius} A ${radius} ${radius} 0 0 ${sweep} 0 ${radius} Z`;
}
