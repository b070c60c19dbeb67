import { AppError, messageOf } from '../../../core/errors.ts';
import type { RosMessage } from '../bridge.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { ENCODINGS, type Encoding, type MessageCodec, openCodec } from '../message-codec.ts';
import type { Lane } from './lane.ts';
import {
  MAX_QUOTED,
  type ServerFrame,
  type ServerInfo,
  type Service,
  serviceSchema,
  writeCall,
} from './wire.ts';

interface PendingCall {
  service: string;
  response: MessageCodec;
  resolve(values: RosMessage): void;
  reject(error: AppError): void;
  timer: NodeJS.Timeout;
}

/** The services that a server offers now, and the calls that wait for their answers. */
export class Services {
  readonly #lane: Lane;
  readonly #faults: FaultCounter;
  readonly #services = new Map<number, Service>();
  readonly #calls = new Map<number, PendingCall>();
  #encoding: Encoding | null = null;
  #lastCallId = 0;

  constructor(lane: Lane, faults: FaultCounter) {
    this.#lane = lane;
    this.#faults = faults;
  }

  onOpen({ supportedEncodings }: ServerInfo): void {
    this.#services.clear();
    this.#encoding = ENCODINGS.find((encoding) => supportedEncodings?.includes(encoding)) ?? null;
  }

  onLost(): void {
    this.#services.clear();
    for (const { service, timer, reject } of this.#calls.values()) {
      clearTimeout(timer);
      reject(new AppError('unavailable', `the bridge went down before ${service} answered`));
    }
    this.#calls.clear();
  }

  add(services: readonly unknown[]): void {
    for (const raw of services) {
      const parsed = serviceSchema.safeParse(raw);
      if (parsed.success) {
        this.#services.set(parsed.data.id, parsed.data);
        continue;
      }
      const { path, message } = parsed.error.issues[0]!;
      this.#faults.count('malformed-service', `a service is offered wrongly: ${path.join('.')}: ${message}`);
    }
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) this.#services.delete(id);
  }

  /** As {@link Bridge.call}. */
  async call(name: string, args: RosMessage, timeoutMs: number): Promise<RosMessage> {
    if (!this.#lane.isOpen) throw new AppError('unavailable', `${name} was not called: there is no link`);
    const service = [...this.#services.values()].find((offered) => offered.name === name);
    if (service === undefined) throw new AppError('not-allowed', `the robot has no service ${name}`);
    const request = this.#codec(service, 'request');
    const response = this.#codec(service, 'response');
    const payload = request.write(args);
    this.#lastCallId += 1;
    const id = this.#lastCallId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#calls.delete(id);
        reject(new AppError('timeout', `${name} gave no answer within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#calls.set(id, { service: name, response, resolve, reject, timer });
      this.#lane.send(writeCall(service.id, id, request.encoding, payload));
    });
  }

  onResponse({ callId, encoding, payload }: Extract<ServerFrame, { op: 'response' }>): void {
    const call = this.#settle(callId);
    if (call === null) return;
    try {
      if (encoding !== call.response.encoding) {
        throw new AppError('invalid-input', `expected ${call.response.encoding}, found ${encoding}`);
      }
      call.resolve(call.response.read(payload));
    } catch (error) {
      const text = `the answer of ${call.service} cannot be read: ${messageOf(error)}`;
      this.#faults.count('malformed-response', text);
      call.reject(new AppError('unavailable', text, { cause: error }));
    }
  }

  onFailure(callId: number, message: string): void {
    this.#settle(callId)?.reject(
      new AppError('not-allowed', `the robot refused: ${message.slice(0, MAX_QUOTED)}`),
    );
  }

  #settle(callId: number): PendingCall | null {
    const call = this.#calls.get(callId);
    // One that came too late is no fault: its caller has heard of the timeout.
    if (call === undefined) return null;
    this.#lane.heardAnswer();
    this.#calls.delete(callId);
    clearTimeout(call.timer);
    return call;
  }

  /** @throws AppError `unavailable` where the two sides have no encoding in common */
  #codec(service: Service, part: 'request' | 'response'): MessageCodec {
    const definition = service[part];
    const encoding = ENCODINGS.find((name) => name === definition?.encoding) ?? this.#encoding;
    if (encoding === null) {
      throw new AppError(
        'unavailable',
        `${service.name} cannot be called: the server names no encoding for it`,
      );
    }
    const schema = definition?.schema ?? service[`${part}Schema`] ?? '';
    return openCodec(encoding, schema, `${service.type}, ${part}`);
  }
}
