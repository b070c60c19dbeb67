import { EventEmitter } from 'node:events';
import type { Parcel } from './fork-utility.ts';

/**
 * Runs a process of the desktop app under plain Node as Electron's utility process does: what Node has not is
 * `process.parentPort`, whose events carry data and ports, and ports whose events carry data. What goes through a
 * port takes the pipe.
 */
const send = (parcel: Parcel): void => void process.send?.(parcel);

/** As `MessagePortMain`. */
class Port extends EventEmitter {
  readonly #id: number;
  /** What came before it was started. */
  #early: unknown[] | null = [];

  constructor(id: number) {
    super();
    this.#id = id;
  }

  take(data: unknown): void {
    if (this.#early === null) this.emit('message', { data });
    else this.#early.push(data);
  }

  start(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const data of early) this.emit('message', { data });
  }

  postMessage(data: unknown): void {
    send({ to: 'port', port: this.#id, data });
  }

  close(): void {
    send({ to: 'port-end', port: this.#id });
    this.emit('close');
  }
}

const ports = new Map<number, Port>();
const parentPort = new EventEmitter();
Object.assign(process, {
  parentPort: {
    on: (name: string, listener: (event: unknown) => void) => parentPort.on(name, listener),
    postMessage: (data: unknown) => send({ to: 'process', data, ports: [] }),
  },
});

process.on('message', (parcel: Parcel) => {
  if (parcel.to === 'process') {
    for (const id of parcel.ports) ports.set(id, new Port(id));
    parentPort.emit('message', { data: parcel.data, ports: parcel.ports.map((id) => ports.get(id)) });
    return;
  }
  const port = ports.get(parcel.port);
  if (parcel.to === 'port') port?.take(parcel.data);
  else port?.emit('close');
});
// As Electron does: a process of an app that has ended ends too.
process.on('disconnect', () => process.exit(1));

const [entry] = process.argv.splice(2, 1);
await import(entry!);
