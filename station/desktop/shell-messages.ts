import { z } from 'zod';
import type { CollectStatus } from '../../core/contract/snapshot.ts';

/** What the desktop shell must know of a session: whether it may sleep, update, or quit without asking. */
export const activitySchema = z.enum(['idle', 'armed', 'recording']);

/** From the shell to the station that it has started. Screens come as a port beside `screen`. */
export const toStationSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('screen') }),
  /** The computer is about to sleep: seal what is open, and say when that is done. */
  z.object({ type: z.literal('seal') }),
  /** Seal, let go of the robot and the dataset, and end. */
  z.object({ type: z.literal('close') }),
]);

export const fromStationSchema = z.discriminatedUnion('type', [
  /** The dataset is open, and so many episodes of a crash were recovered. */
  z.object({ type: z.literal('ready'), dataset: z.string(), recovered: z.int() }),
  /** Once a second, from the first moment on. */
  z.object({ type: z.literal('heartbeat'), activity: activitySchema }),
  z.object({ type: z.literal('sealed') }),
  /** It cannot begin, for a reason that another start would not change; it ends after this. */
  z.object({ type: z.literal('refused'), message: z.string() }),
]);

export const HEARTBEAT_PERIOD_MS = 1000;

/** Exit code of a second start of the desktop app, which has handed its seat to the first. */
export const HANDED_OVER = 3;

export type Activity = z.infer<typeof activitySchema>;
export type ToStation = z.infer<typeof toStationSchema>;
export type FromStation = z.infer<typeof fromStationSchema>;

export function activityOf(status: CollectStatus): Activity {
  if (status === 'recording') return 'recording';
  return status === 'idle' ? 'idle' : 'armed';
}
