/** Rates that things are set to; a measured one is nearly always one of them, plus jitter. */
const USUAL_RATES_HZ = [1, 2, 5, 10, 15, 20, 24, 25, 30, 50, 60, 75, 90, 100, 120, 125, 200, 250, 500, 1000];

/** The usual rate that was meant by a measured one, or the measured one where none is within a tenth. */
export function usualRateHz(measuredHz: number): number {
  const near = USUAL_RATES_HZ.filter((rate) => Math.abs(rate - measuredHz) <= rate / 10);
  const closest = near.sort((a, b) => Math.abs(a - measuredHz) - Math.abs(b - measuredHz))[0];
  return closest ?? Math.max(0.1, Math.round(measuredHz * 10) / 10);
}

/** Words of topics that say nothing about which one it is. */
const EMPTY_WORDS = [
  'image',
  'raw',
  'compressed',
  'color',
  'rgb',
  'camera',
  'cam',
  'rect',
  'mono',
  'states',
  'state',
];

/** A stream's name from its topic: `/camera/front/image/compressed` is `front`. None of `taken` comes out. */
export function streamName(topic: string, otherwise: string, taken: ReadonlySet<string>): string {
  const words = topic.split(/[/_]/).filter((word) => word !== '' && !EMPTY_WORDS.includes(word));
  const name = identifier([...new Set(words)].join('_') || otherwise);
  if (!taken.has(name)) return name;
  let count = 2;
  while (taken.has(`${name}_${count}`)) count += 1;
  return `${name}_${count}`;
}

/** Only what a profile's names may hold: joints of ROS may have slashes and begin with digits. */
export function identifier(text: string): string {
  const plain = text.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 60);
  return /^[A-Za-z]/.test(plain) ? plain : `x${plain}`;
}

/** `left_wrist` as a person reads it: `Left wrist`. */
export function titleOf(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
