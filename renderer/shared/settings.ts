import { z } from 'zod';
import { createStore } from 'zustand/vanilla';

const STORAGE_KEY = 'retrace.settings';

/** What this screen remembers from one sitting to the next; whatever is unreadable falls back. */
const settingsSchema = z.object({
  deadMan: z.enum(['hold', 'tap']).catch('hold'),
  /** Sticks that are drawn on the screen: on devices that are touched, always, or never. */
  touchSticks: z.enum(['auto', 'on', 'off']).catch('auto'),
  /** What of the robot's numbers is drawn beside the cameras. */
  graphs: z.enum(['none', 'streams', 'signals', 'path']).catch('none'),
  hasSounds: z.boolean().catch(true),
  /** Prompts are read aloud. */
  hasVoice: z.boolean().catch(true),
  hasCoach: z.boolean().catch(true),
  operator: z.string().catch(''),
  task: z.string().catch(''),
  protocol: z.string().catch(''),
  /** Empty for none. */
  policy: z.string().catch(''),
  /** Who judges episodes here. */
  auditor: z.string().catch(''),
});

type Settings = z.infer<typeof settingsSchema>;
export type TouchSticks = Settings['touchSticks'];
export type Graphs = Settings['graphs'];

export const settingsStore = createStore<Settings>(() => load());

export function changeSettings(change: Partial<Settings>): void {
  settingsStore.setState(change);
  localStorage.setItem(STORAGE_KEY, JSON.stringify(settingsStore.getState()));
}

function load(): Settings {
  try {
    return settingsSchema.parse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'));
  } catch {
    return settingsSchema.parse({});
  }
}
