import { useEffect, useRef } from 'react';
import type { StreamHealth } from '../../../core/contract/snapshot.ts';
import { useServices, useSnapshot } from '../../app/services.ts';
import { formatAge, formatRate } from '../../shared/format.ts';
import styles from './graphs.module.css';
import { Ring } from './ring.ts';

const KEPT_MS = 30_000;
/** Numbers that change faster cannot be read. */
const TEXT_PERIOD_MS = 250;

/** Rate and age of each stream over half a minute. Amber is what is not fresh. */
export function StreamGraphs() {
  const { station } = useServices();
  const names = useSnapshot((snapshot) => snapshot.streams.map(({ name }) => name).join('\n'));
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const rows = names
      .split('\n')
      .map((name, i) => new StreamRow(name, list.current!.children[i] as HTMLElement));
    return station.store.subscribe(({ snapshot }, before) => {
      if (snapshot === null || snapshot === before.snapshot) return;
      for (const row of rows) row.see(snapshot.streams, performance.now());
    });
  }, [station, names]);
  return (
    <ul ref={list} className={styles.streams} aria-label="Rates and ages">
      {names.split('\n').map((name) => (
        <li key={name}>
          <span>{name}</span>
          <span />
          <canvas aria-hidden />
          <span />
          <canvas aria-hidden />
        </li>
      ))}
    </ul>
  );
}

class StreamRow {
  readonly #name: string;
  readonly #ring = new Ring(2, KEPT_MS);
  readonly #rate: { text: Element; canvas: HTMLCanvasElement };
  readonly #age: { text: Element; canvas: HTMLCanvasElement };
  #textAtMs = Number.NEGATIVE_INFINITY;

  constructor(name: string, row: HTMLElement) {
    this.#name = name;
    const [, rate, rateCanvas, age, ageCanvas] = row.children;
    this.#rate = { text: rate!, canvas: rateCanvas as HTMLCanvasElement };
    this.#age = { text: age!, canvas: ageCanvas as HTMLCanvasElement };
  }

  see(streams: readonly StreamHealth[], nowMs: number): void {
    const stream = streams.find(({ name }) => name === this.#name);
    if (stream === undefined) return;
    const { rateHz, expectedHz, ageMs, isFresh } = stream;
    this.#ring.push(nowMs, [rateHz, ageMs]);
    const [rates, ages] = this.#ring.series as [(number | null)[], (number | null)[]];
    sparkline(this.#rate.canvas, rates, 1.2 * expectedHz, !isFresh);
    sparkline(this.#age.canvas, ages, Math.max(4_000 / expectedHz, 100), !isFresh);
    if (nowMs - this.#textAtMs < TEXT_PERIOD_MS) return;
    this.#textAtMs = nowMs;
    this.#rate.text.textContent = formatRate(rateHz);
    this.#age.text.textContent = ageMs === null ? 'never came' : `${formatAge(ageMs)} old`;
  }
}

/** A line from 0 to `most`; what is higher runs along the top. */
function sparkline(
  canvas: HTMLCanvasElement,
  values: readonly (number | null)[],
  most: number,
  isBad: boolean,
): void {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  const style = getComputedStyle(canvas);
  context.clearRect(0, 0, width, height);
  context.strokeStyle = style.getPropertyValue(isBad ? '--caution' : '--text-dim');
  context.lineWidth = 1.5;
  context.beginPath();
  const stepPx = width / ((KEPT_MS / 1_000) * 10);
  values.forEach((value, i) => {
    if (value === null) return;
    const x = width - (values.length - 1 - i) * stepPx;
    context.lineTo(x, height - 2 - (height - 4) * Math.min(1, value / most));
  });
  context.stroke();
}
