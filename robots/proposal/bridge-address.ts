import { AppError } from '../../core/errors.ts';
import { findBridge } from '../bridge/find-bridge.ts';
import type { RobotProfile } from '../profile.ts';

const FOXGLOVE_PORT = '8765';

/**
 * The bridge that a person means by an address. A URL says it all: its scheme tells a ROS master from a bridge,
 * its port a Foxglove bridge from a rosbridge. Of a plain host the usual ports are tried.
 *
 * @throws AppError `invalid-input` for what is no address, `unavailable` where no bridge answers
 */
export async function bridgeOf(address: string): Promise<RobotProfile['bridge']> {
  if (!address.includes('://')) return bridgeOn(address);
  if (!URL.canParse(address) || !/^(ws|wss|http):$/.test(new URL(address).protocol)) {
    throw new AppError('invalid-input', `expected an address such as "ws://robot:9090", found "${address}"`);
  }
  if (address.startsWith('http:')) return { kind: 'ros1', url: address };
  return { kind: new URL(address).port === FOXGLOVE_PORT ? 'foxglove' : 'rosbridge', url: address };
}

async function bridgeOn(host: string): Promise<RobotProfile['bridge']> {
  const bridge = await findBridge(host);
  if (bridge !== null) return bridge;
  throw new AppError(
    'unavailable',
    `no bridge answers on ${host}: start foxglove_bridge (port 8765) or rosbridge_server (port 9090) there, or name another address`,
  );
}
