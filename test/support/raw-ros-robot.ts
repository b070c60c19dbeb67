import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { serializeMethodResponse, type XmlRpcValue } from '@foxglove/xmlrpc';
import { FrameReader } from '../../robots/bridge/ros1/frame-reader.ts';
import { encodeHeader, parseHeader } from '../../robots/bridge/ros1/header.ts';
import { definitionText } from './foxglove-server.ts';

const HOST = '127.0.0.1';

/** A ROS master and the one node it knows, which speak only as much as it takes to be listened to. */
export class RawRosRobot {
  readonly uri: string;
  /** Who listens to which topic. */
  readonly listeners = new Map<string, Socket>();
  /** The API of the node that publishes to this robot. */
  callerUri = '';
  /** What becomes of an answer on its way. */
  damage: (xml: string) => string = (xml) => xml;
  readonly #rpc: HttpServer;
  readonly #tcp: Server;

  private constructor(rpc: HttpServer, tcp: Server) {
    this.uri = `http://${HOST}:${(rpc.address() as AddressInfo).port}`;
    this.#rpc = rpc;
    this.#tcp = tcp;
  }

  /** @param topics each with its type */
  static async start(topics: Readonly<Record<string, string>>): Promise<RawRosRobot> {
    const rpc = createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => response.end(robot.damage(robot.#answer(String(Buffer.concat(chunks))))));
    });
    const tcp = createServer({ noDelay: true }, (socket) => {
      const frames = new FrameReader(10_000);
      socket.on('error', () => {});
      socket.on('data', (chunk) =>
        frames.push(chunk, (bytes) => {
          const topic = parseHeader(bytes).get('topic')!;
          const type = topics[topic]!;
          const message_definition = definitionText(type, 'ros1');
          socket.write(encodeHeader({ callerid: '/robot', md5sum: '*', message_definition, topic, type }));
          robot.listeners.set(topic, socket);
        }),
      );
    });
    rpc.listen(0, HOST);
    tcp.listen(0, HOST);
    await Promise.all([once(rpc, 'listening'), once(tcp, 'listening')]);
    const robot = new RawRosRobot(rpc, tcp);
    return robot;
  }

  close(): void {
    this.#rpc.close();
    this.#rpc.closeAllConnections();
    this.#tcp.close();
    for (const socket of this.listeners.values()) socket.destroy();
  }

  #answer(call: string): string {
    const method = /<methodName>(.*?)<\/methodName>/.exec(call)?.[1] ?? '';
    if (method === 'registerPublisher') this.callerUri = /(http:\/\/[^<]+)/.exec(call)![1]!;
    const { port } = this.#tcp.address() as AddressInfo;
    const values: Readonly<Record<string, XmlRpcValue>> = {
      registerSubscriber: [this.uri],
      registerPublisher: [],
      requestTopic: ['TCPROS', HOST, port],
      lookupNode: this.uri,
    };
    return serializeMethodResponse([1, '', values[method] ?? 0]);
  }
}
