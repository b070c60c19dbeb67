import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { EpisodeSeries } from '../../../core/contract/requests.ts';
import { messageOf } from '../../../core/errors.ts';
import { useServices } from '../../app/services.ts';
import type { RowPictures } from '../../link/pictures.ts';
import { decodePicture } from '../../shared/decode-picture.ts';
import { formatAge } from '../../shared/format.ts';
import styles from './cameras.module.css';
import { type DecodedRow, FrameLoader } from './frame-loader.ts';
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
    const [tile] = canvases.current;
    // Without cameras there is nothing to wait for.
    if (tile === null || tile === undefined) return seen();
    const loader = new FrameLoader({
      bring: (row) => pictures.row({ episode: id, cameras: names.split('\n'), row }),
      decode: (row) => decodeRow(row, tile),
    });
    const pump = new FramePump({
      loader,
      rowCount: () => player.timesMs.length,
      draw: (row, decoded) => {
        for (const [i, picture] of decoded.entries()) show(canvases.current[i], picture);
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
    // In larger tiles the pictures need more of their points.
    let widthPx = tile.clientWidth;
    const observer = new ResizeObserver(() => {
      if (tile.clientWidth === widthPx) return;
      widthPx = tile.clientWidth;
      loader.forgetAhead();
      pump.show(player.store.getState().row);
    });
    observer.observe(tile);
    return () => {
      unsubscribe();
      observer.disconnect();
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
  return ageMs == null ? null : <span>{formatAge(ageMs)} old</span>;
}

/** Tiles are equally large. */
function decodeRow(row: RowPictures, { clientWidth, clientHeight }: HTMLElement): Promise<DecodedRow> {
  const shown = {
    widthPx: clientWidth * window.devicePixelRatio,
    heightPx: clientHeight * window.devicePixelRatio,
  };
  return Promise.all(row.map((bytes) => (bytes === null ? null : decodePicture(bytes, shown))));
}

/** Null is a row before the camera's first picture. A 2d context would copy the picture. */
function show(canvas: HTMLCanvasElement | null | undefined, picture: ImageBitmap | null): void {
  canvas?.getContext('bitmaprenderer', { alpha: false })?.transferFromImageBitmap(picture);
}
