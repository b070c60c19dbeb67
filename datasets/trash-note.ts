import { z } from 'zod';
import type { JsonFormat } from './migrations.ts';

/** `trash.json`, in the folder of an episode that was discarded. */
export const trashNoteSchema = z.object({
  format: z.literal(1),
  reason: z.string().min(1),
  by: z.string().min(1),
  discardedAt: z.iso.datetime(),
});

export const TRASH_NOTE: JsonFormat<typeof trashNoteSchema> = { schema: trashNoteSchema, migrations: [] };

export type TrashNote = z.output<typeof trashNoteSchema>;
