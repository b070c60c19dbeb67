import { z } from 'zod';

/**
 * A fault as the operator sees it: what it is, why, and what to do. It clears when its cause does.
 * `id` names the cause, so that the same fault raised twice is one alert.
 */
export const alertSchema = z.object({
  id: z.string(),
  severity: z.enum(['info', 'caution', 'alarm']),
  title: z.string(),
  cause: z.string(),
  action: z.string(),
});

export type Alert = z.infer<typeof alertSchema>;
