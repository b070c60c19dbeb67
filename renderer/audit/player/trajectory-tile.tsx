import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import { lookUpPhase } from '../../shared/phase-band.tsx';
import type { PhaseBands } from './phase-bands.ts';
import type { Player } from './player.ts';
import { colorsOfRows, positionsOf } from './trajectory.ts';
import styles from './trajectory-tile.module.css';

interface TrajectoryTileProps {
  series: EpisodeSeries;
  bands: PhaseBands;
  player: Player;
}

/** The gripper's way through space, coloured by phase; the marker is the playhead. */
export function TrajectoryTile({ series, bands, player }: TrajectoryTileProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [isMissing, setMissing] = useState(false);
  const colorScheme = useComputedColorScheme();
  const points = useMemo(() => positionsOf(series.state), [series]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another colour scheme is another drawing
  useEffect(() => {
    if (points === null) return;
    const element = holder.current!;
    const style = getComputedStyle(element);
    const css = (name: string): string => style.getPropertyValue(name).trim();
    const { segments, phases } = bands;
    let close = (): void => {};
    let isWanted = true;
    // Of use to few screens and large: it comes when it is needed.
    void import('./trail-view.ts').then(({ TrailView }) => {
      if (!isWanted) return;
      const view = TrailView.open(element, { line: css('--control-line'), marker: css('--text') });
      setMissing(view === null);
      if (view === null) return;
      const colorOf = (phase: string): string => css(`--phase-${lookUpPhase(phases, phase).color}`);
      view.setTrail(points, colorsOfRows(series.timesMs, segments, colorOf));
      const move = ({ row }: { row: number }): void =>
        view.setMarker(points[row * 3]!, points[row * 3 + 1]!, points[row * 3 + 2]!);
      move(player.store.getState());
      const unsubscribe = player.store.subscribe((now, before) => now.row !== before.row && move(now));
      close = () => {
        unsubscribe();
        view.dispose();
      };
    });
    return () => {
      isWanted = false;
      close();
    };
  }, [series, points, bands, player, colorScheme]);

  if (points === null) return null;
  return (
    <figure className={styles.tile}>
      <div ref={holder} role="img" aria-label="The gripper's way, coloured by phase" />
      {isMissing && <p>3D needs WebGL, which this browser has switched off.</p>}
      <figcaption>
        <span>
          {series.state
            .slice(0, 3)
            .map(({ name }) => name.split('.')[0])
            .join(' · ')}
        </span>
      </figcaption>
    </figure>
  );
}
