const WIDTH_PX = 720;
const HEIGHT_PX = 300;
const MARGIN_PX = 44;
const LEGEND_PX = 230;
const COLOURS = ['#1c7ed6', '#e8590c', '#2f9e44', '#ae3ec9', '#f08c00', '#0c8599', '#495057', '#c2255c'];

export interface Curve {
  name: string;
  points: readonly { step: number; value: number }[];
}

/** Curves over the steps of training as an SVG, with their names beside them. */
export function curvePicture(curves: readonly Curve[], title: string): string {
  const points = curves.flatMap((curve) => curve.points);
  const low = Math.min(...points.map(({ value }) => value));
  const high = Math.max(low + 1e-6, ...points.map(({ value }) => value));
  const last = Math.max(1, ...points.map(({ step }) => step));
  const right = WIDTH_PX - LEGEND_PX;
  const x = (step: number): string => (MARGIN_PX + (step / last) * (right - MARGIN_PX)).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT_PX - MARGIN_PX - ((value - low) / (high - low)) * (HEIGHT_PX - 2 * MARGIN_PX)).toFixed(1);
  const lines = curves.map(({ name, points: own }, index) => {
    const colour = COLOURS[index % COLOURS.length]!;
    const path = own.map(({ step, value }) => `${x(step)},${y(value)}`).join(' ');
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
      `<text x="${right + 10}" y="${MARGIN_PX + 16 * index}" fill="${colour}">${name}</text>`,
    ].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH_PX} ${HEIGHT_PX}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="${MARGIN_PX}" y="24">${title}</text>`,
    `<text x="4" y="${y(high)}">${high.toFixed(2)}</text>`,
    `<text x="4" y="${y(low)}">${low.toFixed(2)}</text>`,
    `<text x="${MARGIN_PX}" y="${HEIGHT_PX - 14}">0 to ${last} steps of gradients</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
