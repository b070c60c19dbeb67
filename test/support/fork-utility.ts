import { fork } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import type { StationProcess } from '../../electron/main/station-supervisor.ts';
import type { ProcessEvents } from '../../electron/main/utility-fork.ts';

/** On the pipe, both ways: for the process itself, or for one of its ports. */
export type Parcel =
  | { to: 'process'; data: unknown; ports: number[] }
  | { to: 'port'; port: number; data: unknown }
  | { to: 'port-end'; port: number };

const RUNNER = fileURLToPath(new URL('./utility-process.ts', import.meta.url));

export interface UtilityProcess extends StationProcess<MessagePort> {
  readonly pid: number;
  /** What it has printed so far. */
  readonly output: string;
}

/** As the desktop app forks its processes, without Electron: a real process, which can be killed and stopped. */
export function forkUtility(entry: string, args: readonly string[], events: ProcessEvents): UtilityProcess {
  const child = fork(RUNNER, [pathToFileURL(entry).href, ...args], {
    stdio: 'pipe',
    serialization: 'advanced',
  });
  const ports = new Map<number, MessagePort>();
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (data) => {
      output += String(data);
    });
  }
  const send = (parcel: Parcel): void => {
    if (child.connected) child.send(parcel);
  };
  child.on('message', (parcel: Parcel) => {
    if (parcel.to === 'process') events.onMessage(parcel.data);
    else if (parcel.to === 'port') ports.get(parcel.port)?.postMessage(parcel.data);
    else ports.get(parcel.port)?.close();
  });
  child.once('exit', (code, signal) => {
    for (const port of ports.values()) port.close();
    events.onExit(code ?? (signal === null ? 0 : 128));
  });
  const adopt = (port: MessagePort): number => {
    const id = ports.size;
    ports.set(id, port);
    port.on('message', (data) => send({ to: 'port', port: id, data }));
    port.on('close', () => send({ to: 'port-end', port: id }));
    return id;
  };
  return {
    pid: child.pid!,
    get output() {
      return output;
    },
    postMessage: (data, given = []) => send({ to: 'process', data, ports: given.map(adopt) }),
    kill: () => child.kill('SIGKILL'),
  };
}
