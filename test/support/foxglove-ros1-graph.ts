import { createRequire } from 'node:module';
import { RosNode } from '@foxglove/ros1';
import { TcpServerNode, TcpSocketNode } from '@foxglove/ros1/nodejs';
import { HttpServerNodejs } from '@foxglove/xmlrpc/nodejs';

const HOST = '127.0.0.1';

/** The library's server listens on all addresses. */
class LoopbackHttpServer extends HttpServerNodejs {
  override listen(port?: number, _hostname?: string, backlog?: number): Promise<void> {
    return super.listen(port ?? 0, HOST, backlog);
  }
}

interface Master {
  start(hostname: string, port?: number): Promise<void>;
  url(): string;
  close(): void;
}

/** A ROS 1 master by others than ours or ROS's own. The package has it, but does not export it. */
export async function startFoxgloveMaster(): Promise<Master> {
  const require = createRequire(import.meta.url);
  const { RosMaster } = require('../../node_modules/@foxglove/ros1/dist/RosMaster.js') as {
    RosMaster: new (server: HttpServerNodejs) => Master;
  };
  const master = new RosMaster(new LoopbackHttpServer());
  await master.start(HOST);
  return master;
}

/** A ROS 1 node by others than ours or ROS's own. */
export async function startFoxgloveNode(name: string, rosMasterUri: string): Promise<RosNode> {
  const node = new RosNode({
    name,
    hostname: HOST,
    pid: process.pid,
    rosMasterUri,
    httpServer: new LoopbackHttpServer(),
    tcpSocketCreate: TcpSocketNode.Create,
    tcpServer: await TcpServerNode.Listen({ host: HOST }),
  });
  await node.start();
  return node;
}
