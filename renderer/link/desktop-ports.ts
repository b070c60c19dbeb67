import { type DesktopBridge, STATION_PORT } from '../../core/desktop/bridge.ts';
import type { FromWorker, ToWorker } from '../worker/messages.ts';

declare global {
  interface Window {
    /** Only in the desktop app. */
    retraceDesktop?: DesktopBridge;
  }
}

/** In the desktop app the worker's ports to the station come by way of the page; in a browser it needs none. */
export function bringPorts(worker: Worker): void {
  const desktop = window.retraceDesktop;
  if (desktop === undefined) return;
  window.addEventListener('message', ({ source, data, ports: [port] }) => {
    if (source !== window || data !== STATION_PORT || port === undefined) return;
    worker.postMessage({ type: 'port', port } satisfies ToWorker, [port]);
  });
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'port-wanted') desktop.connect();
  });
}
