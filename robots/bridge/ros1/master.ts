import { once } from 'node:events';
import { connect } from 'node:net';
import type { XmlRpcValue } from '@foxglove/xmlrpc';
import { AppError, messageOf } from '../../../core/errors.ts';
import type { TopicInfo } from '../bridge.ts';
import { ask } from './xml-rpc.ts';

const DEFAULT_PORT = 11_311;

/** The ROS master: who publishes what, and where. */
export class RosMaster {
  readonly uri: string;
  readonly #callerId: string;

  constructor(uri: string, callerId: string) {
    this.uri = uri;
    this.#callerId = callerId;
  }

  /**
   * This computer's address on the way to the master, which is how the robot can reach it.
   *
   * @throws AppError `unavailable` or `timeout`
   */
  async localAddress(timeoutMs: number): Promise<string> {
    const { hostname, port } = new URL(this.uri);
    // Node accepts an IPv6 address only without its brackets.
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: port === '' ? DEFAULT_PORT : Number(port) });
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) });
      return socket.localAddress!.replace(/^::ffff:/, '');
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED')
        throw new AppError('unavailable', `nothing answers at ${this.uri}`, { cause });
      if (code === 'ENOTFOUND')
        throw new AppError('unavailable', `no machine of that name: ${this.uri}`, { cause });
      throw new AppError('timeout', `the ROS master cannot be reached: ${messageOf(cause)} (${this.uri})`, {
        cause,
      });
    } finally {
      socket.destroy();
    }
  }

  /** The nodes that publish it, by address. */
  async registerSubscriber(
    topic: string,
    type: string,
    apiUri: string,
    timeoutMs: number,
  ): Promise<string[]> {
    const nodeUris = await this.#ask('registerSubscriber', [topic, type, apiUri], timeoutMs);
    return list(nodeUris).filter((uri): uri is string => typeof uri === 'string');
  }

  async registerPublisher(topic: string, type: string, apiUri: string, timeoutMs: number): Promise<void> {
    await this.#ask('registerPublisher', [topic, type, apiUri], timeoutMs);
  }

  async unregisterSubscriber(topic: string, apiUri: string, timeoutMs: number): Promise<void> {
    await this.#ask('unregisterSubscriber', [topic, apiUri], timeoutMs);
  }

  async unregisterPublisher(topic: string, apiUri: string, timeoutMs: number): Promise<void> {
    await this.#ask('unregisterPublisher', [topic, apiUri], timeoutMs);
  }

  /** @throws AppError `not-allowed` where the master does not know the node */
  async lookupNode(name: string, timeoutMs: number): Promise<string> {
    return String(await this.#ask('lookupNode', [name], timeoutMs));
  }

  /** @throws AppError `not-allowed` where nobody offers the service */
  async lookupService(service: string, timeoutMs: number): Promise<string> {
    return String(await this.#ask('lookupService', [service], timeoutMs));
  }

  async topics(timeoutMs: number): Promise<TopicInfo[]> {
    return pairs(await this.#ask('getTopicTypes', [], timeoutMs)).map(([name, type]) => ({
      name,
      type: String(type),
    }));
  }

  async hasPublisher(topic: string, timeoutMs: number): Promise<boolean> {
    const [publishers] = list(await this.#ask('getSystemState', [], timeoutMs));
    return pairs(publishers).some(([name, nodes]) => name === topic && list(nodes).length > 0);
  }

  #ask(method: string, params: XmlRpcValue[], timeoutMs: number): Promise<XmlRpcValue> {
    return ask(this.uri, method, [this.#callerId, ...params], timeoutMs);
  }
}

function list(value: XmlRpcValue): XmlRpcValue[] {
  return Array.isArray(value) ? value : [];
}

function pairs(value: XmlRpcValue): [string, XmlRpcValue][] {
  return list(value).map((pair) => [String(list(pair)[0]), list(pair)[1]]);
}
