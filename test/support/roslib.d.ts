/** What the tests use of roslib, whose own types do not resolve under Node's module rules. */
declare module 'roslib' {
  export class Ros {
    constructor(options: { url: string });
    on(event: 'connection' | 'close', listener: () => void): void;
    on(event: 'error', listener: (error: unknown) => void): void;
    close(): void;
  }
  export class Topic<T> {
    constructor(options: { ros: Ros; name: string; messageType: string; compression?: 'none' | 'cbor' });
    subscribe(listener: (message: T) => void): void;
    publish(message: T): void;
    unsubscribe(): void;
    unadvertise(): void;
  }
  export class Service<Q, A> {
    constructor(options: { ros: Ros; name: string; serviceType: string });
    callService(request: Q, onAnswer: (answer: A) => void, onError: (error: string) => void): void;
  }
}
