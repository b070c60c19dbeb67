import type { RobotProfile } from '../profile.ts';
import type { Bridge } from './bridge.ts';
import { RosbridgeClient } from './rosbridge/client.ts';

/** The wire that a profile names. It begins to connect at once. */
export function openBridge(bridge: RobotProfile['bridge']): Bridge {
  return new RosbridgeClient(bridge);
}
