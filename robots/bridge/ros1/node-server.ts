import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { XmlRpcServer, type XmlRpcValue } from '@foxglove/xmlrpc';
import { HttpServerNodejs } from '@foxglove/xmlrpc/nodejs';
import { messageOf } from '../../../core/errors.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { FrameReader } from './frame-reader.ts';
import { parseHeader } from './header.ts';

const MAX_HEADER_BYTES = 64 * 1024;
const HEADER_TIMEOUT_MS = 2000;
const SUCCESS = 1;
const FAILURE = 0;

export interface NodeServerOptions {
  /** This computer's address on the way to the master: neither port is open anywhere else. */
  bindAddress: string;
  /** What the robot calls this computer. */
  hostname: string;
  masterUri: string;
  faults: FaultCounter;
  publications(): [topic: string, type: string][];
  subscriptions(): [topic: string, type: string][];
  onPublishers(topic: string, nodeUris: string[]): void;
  /** A node has connected and said who it is and what it wants. */
  onSubscriber(socket: Socket, header: ReadonlyMap<string, string>): void;
}

/** What every ROS 1 node is to others: its slave API over XML-RPC, and a TCP port for who listens to it. */
export class NodeServer {
  readonly bindAddress: string;
  readonly apiUri: string;
  readonly #rpc: XmlRpcServer;
  readonly #tcp: Server;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(
    bindAddress: string,
    apiUri: string,
    rpc: XmlRpcServer,
    tcp: Server,
    sockets: Set<Socket>,
  ) {
    this.bindAddress = bindAddress;
    this.apiUri = apiUri;
    this.#rpc = rpc;
    this.#tcp = tcp;
    this.#sockets = sockets;
  }

  static async open(options: NodeServerOptions): Promise<NodeServer> {
    const { bindAddress, hostname } = options;
    const sockets = new Set<Socket>();
    const tcp = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      greet(socket, options);
    });
    tcp.listen(0, bindAddress);
    await once(tcp, 'listening');
    const rpc = new XmlRpcServer(new HttpServerNodejs());
    await rpc.listen(0, bindAddress);
    answerCalls(rpc, options, (tcp.address() as AddressInfo).port);
    const host = hostname.includes(':') ? `[${hostname}]` : hostname;
    return new NodeServer(bindAddress, `http://${host}:${rpc.port()}/`, rpc, tcp, sockets);
  }

  close(): void {
    this.#rpc.close();
    this.#tcp.close();
    for (const socket of this.#sockets) if (!socket.writableEnded) socket.destroy();
  }
}

/** Until a node has said what it wants it gets nothing, and not much time. */
function greet(socket: Socket, { faults, onSubscriber }: NodeServerOptions): void {
  const frames = new FrameReader(MAX_HEADER_BYTES);
  const timer = setTimeout(() => socket.destroy(), HEADER_TIMEOUT_MS);
  const refuse = (reason: string): void => {
    faults.count('listener-header', `from ${socket.remoteAddress}: ${reason}`);
    socket.destroy();
  };
  socket.on('error', () => {});
  socket.on('close', () => clearTimeout(timer));
  let isGreeted = false;
  socket.on('data', (chunk) => {
    // A listener says nothing more after its header.
    if (isGreeted) return;
    try {
      frames.push(chunk, (bytes) => {
        if (isGreeted) return;
        isGreeted = true;
        clearTimeout(timer);
        onSubscriber(socket, parseHeader(bytes));
      });
    } catch (error) {
      refuse(messageOf(error));
    }
  });
}

function answerCalls(rpc: XmlRpcServer, options: NodeServerOptions, tcpPort: number): void {
  const { hostname, masterUri, publications, subscriptions, onPublishers } = options;
  const answers: Record<string, (args: XmlRpcValue[]) => XmlRpcValue[]> = {
    getPid: () => [SUCCESS, '', process.pid],
    getMasterUri: () => [SUCCESS, '', masterUri],
    getBusStats: () => [SUCCESS, '', [[], [], []]],
    getBusInfo: () => [SUCCESS, '', []],
    getPublications: () => [SUCCESS, '', publications()],
    getSubscriptions: () => [SUCCESS, '', subscriptions()],
    paramUpdate: () => [SUCCESS, '', 0],
    shutdown: () => [FAILURE, 'only its operator closes Retrace', 0],
    publisherUpdate: ([, topic, nodeUris]) => {
      if (typeof topic !== 'string' || !Array.isArray(nodeUris))
        return [FAILURE, 'expected a topic and a list', 0];
      onPublishers(
        topic,
        nodeUris.filter((uri) => typeof uri === 'string'),
      );
      return [SUCCESS, '', 0];
    },
    requestTopic: ([, topic, protocols]) => {
      if (!publications().some(([name]) => name === topic))
        return [FAILURE, `${topic} is not published here`, []];
      const isTcp =
        Array.isArray(protocols) && protocols.some((one) => Array.isArray(one) && one[0] === 'TCPROS');
      return isTcp
        ? [SUCCESS, '', ['TCPROS', hostname, tcpPort]]
        : [FAILURE, 'TCPROS is all that is here', []];
    },
  };
  for (const [method, answer] of Object.entries(answers)) {
    rpc.setHandler(method, async (_, args) => answer(args));
  }
}
