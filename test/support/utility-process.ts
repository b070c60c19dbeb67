import { type MessagePort, parentPort, workerData } from 'node:worker_threads';

/**
 * Runs a process of the desktop app in a thread: what Electron's utility process has and Node has not is
 * `process.parentPort`, whose events carry data and ports, and ports whose events carry data.
 */
type Listener = (event: { data: unknown; ports?: unknown[] }) => void;

const asMain = (port: MessagePort) => ({
  postMessage: (message: unknown) => port.postMessage(message),
  start: () => port.start(),
  close: () => port.close(),
  on: (name: string, listener: Listener) =>
    port.on(name, name === 'message' ? (data: unknown) => listener({ data }) : (listener as () => void)),
});

Object.assign(process, {
  parentPort: {
    postMessage: (message: unknown) => parentPort!.postMessage(message),
    on: (name: 'message', listener: Listener) =>
      parentPort!.on(name, ({ data, ports }: { data: unknown; ports: MessagePort[] }) =>
        listener({ data, ports: ports.map(asMain) }),
      ),
  },
});
await import((workerData as { entry: string }).entry);
