import { z } from 'zod';

const none = z.object({}).strict();

/** What a robot's bridge offers, and a profile made of it. */
export const proposalViewSchema = z.object({
  fileName: z.string(),
  /** The profile, as it shall stand in its file. */
  text: z.string(),
  bridge: z.object({ kind: z.string(), url: z.string() }),
  cameras: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      widthPx: z.int(),
      heightPx: z.int(),
      rateHz: z.number(),
    }),
  ),
  states: z.array(z.object({ name: z.string(), topic: z.string(), values: z.int(), rateHz: z.number() })),
  commands: z.array(z.object({ topic: z.string(), type: z.string() })),
  /** What was guessed or left out, one sentence each. */
  notes: z.array(z.string()),
});

/** Requests of the screen that looks at a robot which this station does not drive yet. */
export const profileRequestSchemas = {
  /** Takes some seconds. `address` is a host, or the URL of a bridge or a ROS master. */
  'profile.propose': {
    params: z.object({ address: z.string().trim().min(1).max(200) }),
    value: proposalViewSchema,
  },
  /** What that robot's cameras see now, as data URLs; null where a picture cannot be shown. */
  'profile.pictures': {
    params: none,
    value: z.object({ pictures: z.array(z.object({ camera: z.string(), url: z.string().nullable() })) }),
  },
} as const;

export type ProposalView = z.infer<typeof proposalViewSchema>;
