import { type MessagePortMain, utilityProcess } from 'electron';
import type { StationEvents, StationProcess } from './station-supervisor.ts';

export interface ForkOptions {
  /** The built file that the process begins with. */
  entry: string;
  args: readonly string[];
  /** Each chunk that the process prints. */
  onOutput(text: string): void;
}

/** The station in a process of its own: it may crash without the windows, and they without it. */
export function forkStation(
  { entry, args, onOutput }: ForkOptions,
  { onMessage, onExit }: StationEvents,
): StationProcess<MessagePortMain> {
  const child = utilityProcess.fork(entry, [...args], { serviceName: 'Retrace station', stdio: 'pipe' });
  child.stdout?.on('data', (data) => onOutput(String(data)));
  child.stderr?.on('data', (data) => onOutput(String(data)));
  child.on('message', onMessage);
  child.once('exit', onExit);
  return {
    postMessage: (message, ports) => child.postMessage(message, ports),
    kill: () => void child.kill(),
  };
}
