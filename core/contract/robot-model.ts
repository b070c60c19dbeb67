import { z } from 'zod';

const none = z.object({}).strict();

/** What a screen needs to draw the robot; its meshes are asked for one by one. */
const robotModelSchema = z.object({
  /** The URDF. */
  text: z.string(),
  /** Joint → value of `robot.state`; null where the joints bear the values' names. */
  joints: z.record(z.string(), z.string()).nullable(),
  gripperLink: z.string(),
});

export const robotModelRequestSchemas = {
  /** Null where the robot's profile names no model. */
  'robot.model': { params: none, value: z.object({ model: robotModelSchema.nullable() }) },
  /**
   * A piece of a mesh, from `offset` on: meshes are large, and pieces let pictures and states through. `path` is
   * relative to the URDF's folder.
   */
  'robot.mesh': {
    params: z.object({ path: z.string().min(1).max(500), offset: z.int().min(0) }),
    value: z.object({ base64: z.string(), sizeBytes: z.int() }),
  },
} as const;

export type RobotModelView = z.infer<typeof robotModelSchema>;
