import { type DesktopBridge, STATION_PORT } from '../../core/desktop/bridge.ts';
import type { FromWorker, ToWorker } from '../worker/messages.ts';

declare global {
  interface Window {
    /** Only in the desktop app. */
    retraceDesktop?: DesktopBridge;
  }
}

/** The worker at this page's end of the contract; in the desktop app its ports to the station come by way of the page. */
export function startStationWorker(): Worker {
  const desktop = window.retraceDesktop;
  // Vite finds a worker by literals alone, its options included.
  if (desktop === undefined) {
    return new Worker(new URL('../worker/station.worker.ts', import.meta.url), { type: 'module' });
  }
  const worker = new Worker(new URL('../worker/station.worker.ts', import.meta.url), {
    type: 'module',
    name: 'desktop',
  });
  bringPorts(worker, desktop);
  return worker;
}

function bringPorts(worker: Worker, desktop: DesktopBridge): void {
  window.addEventListener('message', ({ source, data, ports: [port] }) => {
    if (source !== window || data !== STATION_PORT || port === undefined) return;
    worker.postMessage({ type: 'port', port } satisfies ToWorker, [port]);
  });
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'port-wanted') desktop.connect();
  });
}
