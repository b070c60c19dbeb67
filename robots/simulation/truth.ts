import { z } from 'zod';
import { ARRANGEMENTS } from './scene-range.ts';

const number = z.number();
const pointSchema = z.object({ x: number, y: number, z: number });

/**
 * What only a simulator can know, as JSON in `/simulation/truth`: for the scripted operator and for tests,
 * never for a learner. Positions in metres in the table's frame: x right, y away from the operator, z up.
 */
export const truthSchema = z.object({
  seed: z.int(),
  arrangement: z.enum(ARRANGEMENTS),
  gripper: z.object({ positionM: pointSchema, yawRad: number, widthM: number }),
  held: z.object({
    /** Particles between the closed pads. */
    count: z.int(),
    nearCollarCount: z.int(),
    loadN: number,
    /** The load that friction can take before the fabric slips. */
    capacityN: number,
  }),
  shirt: z.object({
    centreM: pointSchema,
    lowestM: number,
    /** Highest fabric around the point below the fingertips; 0 where there is only table. */
    heightUnderGripperM: number,
  }),
  /** Places on the fabric close to the neck where a grasp counts. */
  collarPoints: z.array(
    z.object({
      positionM: pointSchema,
      normal: pointSchema,
      /** Direction of the collar's edge seen from above. */
      tangentRad: number,
      /** How high other fabric lies above it. */
      coverM: number,
      /** Particles within a pinch around it: how much a grasp would gather. */
      supportCount: z.int(),
    }),
  ),
  isSuccess: z.boolean(),
});

export type Truth = z.output<typeof truthSchema>;
export type CollarPoint = Truth['collarPoints'][number];
export type Point = z.output<typeof pointSchema>;
