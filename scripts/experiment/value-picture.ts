import type { readValues } from './held-out-values.ts';

const WIDTH_PX = 720;
const HEIGHT_PX = 220;
const MARGIN_PX = 40;
const COLOURS: Record<string, string> = { failure: '#e8590c', recovery: '#1c7ed6', success: '#2f9e44' };

type Rows = NonNullable<ReturnType<typeof readValues>>;

/** The value along one episode as an SVG, its phases behind it. */
export function valuePicture(rows: Rows, title: string): string {
  const values = rows.map(({ value }) => value);
  const low = Math.min(0, ...values);
  const high = Math.max(low + 1e-6, ...values);
  const x = (step: number): number => MARGIN_PX + (step / rows.length) * (WIDTH_PX - 2 * MARGIN_PX);
  const y = (value: number): number =>
    HEIGHT_PX - MARGIN_PX - ((value - low) / (high - low)) * (HEIGHT_PX - 2 * MARGIN_PX);
  const bands = rows.map(
    ({ phase }, step) =>
      `<rect x="${x(step).toFixed(1)}" y="${MARGIN_PX}" width="${(x(1) - x(0) + 0.3).toFixed(2)}" ` +
      `height="${HEIGHT_PX - 2 * MARGIN_PX}" fill="${COLOURS[phase] ?? '#868e96'}" fill-opacity="0.15"/>`,
  );
  const line = values.map((value, step) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH_PX} ${HEIGHT_PX}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="${MARGIN_PX}" y="24">${title}</text>`,
    ...bands,
    `<polyline points="${line}" fill="none" stroke="#212529" stroke-width="1.5"/>`,
    `<text x="4" y="${y(high) + 4}">${high.toFixed(2)}</text>`,
    `<text x="4" y="${y(low) + 4}">${low.toFixed(2)}</text>`,
    `<text x="${MARGIN_PX}" y="${HEIGHT_PX - 14}">${(rows.length / 10).toFixed(1)} s: failure, recovery, success</text>`,
    '</svg>',
    '',
  ].join('\n');
}
