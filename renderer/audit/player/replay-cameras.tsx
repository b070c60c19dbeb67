import { useEffect, useRef, useState } from 'react';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import { messageOf } from '../../../core/errors.ts';
import { formatAge } from '../../shared/format.ts';
import { FrameLoader } from './frame-loader.ts';
import { frameUrl } from './frame-url.ts';
import type { Player } from './player.ts';
import styles from './replay-cameras.module.css';
import { useRow } from './use-row.ts';

/** Rows that are brought ahead of the playhead. */
const ROWS_AHEAD = 12;

/** All cameras at the playhead, always of the same row. */
export function ReplayCameras({ series, player }: { series: EpisodeSeries; player: Player }) {
  const { id, cameras } = series.summary;
  const canvases = useRef<(HTMLCanvasElement | null)[]>([]);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    const rows = player.timesMs.length;
    const loader = new FrameLoader({ cameras, rows, url: (camera, row) => frameUrl(id, camera, row) });
    let asked = 0;
    let drawn = 0;
    const show = async (row: number): Promise<void> => {
      asked += 1;
      const order = asked;
      try {
        loader.prefetch(row, ROWS_AHEAD);
        const jpegs = await loader.load(row);
        const bitmaps = await Promise.all(jpegs.map((jpeg) => createImageBitmap(jpeg)));
        // A slow disk shows fewer rows, but never an older one after a newer one.
        const isNewest = order > drawn;
        if (isNewest) drawn = order;
        for (const [i, bitmap] of bitmaps.entries()) {
          if (isNewest) draw(canvases.current[i], bitmap);
          bitmap.close();
        }
        setFailure(null);
      } catch (error) {
        if (order === asked) setFailure(messageOf(error));
      }
    };
    void show(player.store.getState().row);
    return player.store.subscribe((state, before) => {
      if (state.row !== before.row) void show(state.row);
    });
  }, [id, cameras, player]);

  return (
    <div className={styles.cameras}>
      {cameras.map((camera, i) => (
        <figure key={camera}>
          <canvas
            ref={(canvas) => {
              canvases.current[i] = canvas;
            }}
            role="img"
            aria-label={`Camera ${camera} at the playhead`}
          />
          <figcaption>
            <span>{camera}</span>
            <FrameAge series={series} camera={camera} player={player} />
          </figcaption>
        </figure>
      ))}
      {failure !== null && <p role="alert">The pictures cannot be shown: {failure}</p>}
    </div>
  );
}

function FrameAge({ series, camera, player }: { series: EpisodeSeries; camera: string; player: Player }) {
  const row = useRow(player);
  const ageMs = series.cameras.find(({ name }) => name === camera)?.ageMs[row];
  return ageMs === undefined ? null : <span>{formatAge(ageMs)} old</span>;
}

function draw(canvas: HTMLCanvasElement | null | undefined, bitmap: ImageBitmap): void {
  if (canvas === null || canvas === undefined) return;
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0);
}
