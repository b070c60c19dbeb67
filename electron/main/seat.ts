import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { datasetOf } from './dataset-paths.ts';

/** What a station is started with, as it is remembered and handed from one start of the app to another. */
export const seatSchema = z.object({
  /** Folder of the dataset; made when it is not there. */
  dataset: z.string().min(1),
  /** File of the robot profile; null for the simulated robot. */
  profile: z.string().min(1).nullable(),
  /** Of the dataset's disk to keep free; null for the station's own measure. */
  diskReserveMb: z.number().nonnegative().nullable(),
});

export type Seat = z.infer<typeof seatSchema>;

/** What a start says of its seat; what it does not say is left open. */
export type AskedSeat = Partial<Seat>;

/**
 * @param args of the command line without Electron's own. A dataset may come bare, as a system passes what was
 *   opened with the app; what else is there belongs to Chromium.
 */
export function askedSeat(args: readonly string[]): AskedSeat {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      dataset: { type: 'string' },
      profile: { type: 'string' },
      simulated: { type: 'boolean' },
      'disk-reserve': { type: 'string' },
    },
  });
  const opened = positionals.map(datasetOf).find((dataset) => dataset !== null);
  const dataset = typeof values.dataset === 'string' ? resolve(values.dataset) : opened;
  const diskReserveMb = Number(values['disk-reserve'] ?? Number.NaN);
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...(typeof values.profile === 'string' ? { profile: resolve(values.profile) } : {}),
    ...(values.simulated === true ? { profile: null } : {}),
    ...(diskReserveMb >= 0 ? { diskReserveMb } : {}),
  };
}

/** A dataset that was open before is driven with the robot it was recorded with. */
export function seatFor({ dataset, ...asked }: AskedSeat, recent: readonly Seat[], current: Seat): Seat {
  const known = dataset === undefined ? current : recent.find((seat) => seat.dataset === dataset);
  return { ...current, ...known, ...(dataset === undefined ? {} : { dataset }), ...asked };
}

/** The arguments of the station's process. */
export function stationArguments(
  { dataset, profile, diskReserveMb }: Seat,
  resources: string,
  bridgeUrl: string | null,
): string[] {
  return [
    ...['--dataset', dataset, '--resources', resources],
    ...(profile === null ? [] : ['--profile', profile]),
    ...(diskReserveMb === null ? [] : ['--disk-reserve', String(diskReserveMb)]),
    ...(profile !== null || bridgeUrl === null ? [] : ['--bridge-url', bridgeUrl]),
  ];
}
