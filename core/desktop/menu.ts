import { z } from 'zod';

/** What a screen's menu can hold: the commands that it has now, in the groups of its own help. */
export const menuGroupsSchema = z
  .array(
    z.object({
      title: z.string().min(1).max(40),
      commands: z
        .array(
          z.object({
            /** `<scope>.<action>`. */
            id: z.string().regex(/^[a-zA-Z]{1,20}\.[a-zA-Z]{1,30}$/),
            title: z.string().min(1).max(100),
            /** As the screens write keys together, such as `Mod+KeyZ`; null without a key. */
            chord: z.string().max(40).nullable(),
            isPossible: z.boolean(),
          }),
        )
        .max(60),
    }),
  )
  .max(12);

export type MenuGroups = z.infer<typeof menuGroupsSchema>;
