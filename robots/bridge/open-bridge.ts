import type { RobotProfile } from '../profile.ts';
import type { Bridge } from './bridge.ts';
import { FoxgloveClient } from './foxglove/client.ts';
import { Ros1Client } from './ros1/client.ts';
import { RosbridgeClient } from './rosbridge/client.ts';

/**
 * The wire that a profile names. It begins to connect at once.
 *
 * @param isStepped for a robot whose time the station steps: all that passes must keep one order
 */
export function openBridge(bridge: RobotProfile['bridge'], isStepped = false): Bridge {
  if (bridge.kind === 'ros1') return new Ros1Client(bridge);
  if (bridge.kind === 'foxglove') return new FoxgloveClient(bridge);
  return new RosbridgeClient({ ...bridge, isStepped });
}
