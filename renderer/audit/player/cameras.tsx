import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import { messageOf } from '../../../core/errors.ts';
import { useServices } from '../../app/services.ts';
import { formatAge } from '../../shared/format.ts';
import styles from './cameras.module.css';
import { FrameLoader } from './frame-loader.ts';
import { FramePump } from './frame-pump.ts';
import type { Player } from './player.ts';
import { useRow } from './use-row.ts';

interface CamerasProps {
  id: string;
  cameras: readonly string[];
  player: Player;
  /** Null until it is loaded: the first pictures do not wait for it. */
  series: EpisodeSeries | null;
  /** The first pictures are shown, or cannot be. */
  onSeen(): void;
  /** More tiles, beside the cameras. */
  children: ReactNode;
}

/** All cameras at the playhead, always of the same row. */
export function Cameras({ id, cameras, player, series, onSeen, children }: CamerasProps) {
  const { pictures } = useServices();
  const canvases = useRef<(HTMLCanvasElement | null)[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  // Asking anew brings equal names in another array.
  const names = cameras.join('\n');

  const seen = useEffectEvent(() => onSeen());

  useEffect(() => {
    const loader = new FrameLoader({
      cameras: names.split('\n'),
      rowCount: () => player.timesMs.length,
      bring: (camera, row, wish) => pictures({ episode: id, camera, row }, wish),
    });
    const pump = new FramePump({
      loader,
      draw: (row, pictures) => {
        for (const [i, picture] of pictures.entries()) draw(canvases.current[i], picture);
        setFailure(null);
        seen();
        // Seen in the browser's own tools: when which row was on the screen.
        performance.clearMarks('row shown');
        performance.mark('row shown', { detail: { row } });
      },
      onFailure: (error) => {
        setFailure(messageOf(error));
        seen();
      },
    });
    pump.show(player.store.getState().row);
    const unsubscribe = player.store.subscribe((state, before) => {
      if (state.row !== before.row) pump.show(state.row);
    });
    return () => {
      unsubscribe();
      pump.stop();
    };
  }, [id, names, player, pictures]);

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
            {series !== null && <FrameAge series={series} camera={camera} player={player} />}
          </figcaption>
        </figure>
      ))}
      {children}
      {failure !== null && <p role="alert">The pictures cannot be shown: {failure}</p>}
    </div>
  );
}

function FrameAge({ series, camera, player }: { series: EpisodeSeries; camera: string; player: Player }) {
  const row = useRow(player);
  const ageMs = series.cameras.find(({ name }) => name === camera)?.ageMs[row];
  return ageMs === undefined ? null : <span>{formatAge(ageMs)} old</span>;
}

/** Null is a row before the camera's first picture. */
function draw(canvas: HTMLCanvasElement | null | undefined, picture: ImageBitmap | null): void {
  if (canvas === null || canvas === undefined) return;
  if (picture === null) {
    canvas.width = 0;
    return;
  }
  if (canvas.width !== picture.width || canvas.height !== picture.height) {
    canvas.width = picture.width;
    canvas.height = picture.height;
  }
  canvas.getContext('2d', { alpha: false })?.drawImage(picture, 0, 0);
}
