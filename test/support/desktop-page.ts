import type { Page } from 'playwright-core';
import { STATION_PORT } from '../../core/desktop/bridge.ts';
import type { ScreenWay } from './screen-way.ts';

/** Runs before the page's own scripts: the window calls its listeners in their order. */
export const PORT_TAKER = `
  window.takePort = null;
  addEventListener('message', (event) => {
    if (event.data !== '${STATION_PORT}' || window.takePort === null) return;
    event.stopImmediatePropagation();
    const take = window.takePort;
    window.takePort = null;
    take(event.ports[0]);
  });
`;

/**
 * In a browser's page, what the desktop app's preload puts there: ports to the station, whose messages take a
 * WebSocket of their own in place of Electron's pipe.
 */
export const DESKTOP_BRIDGE = `
  ${PORT_TAKER}
  window.retraceDesktop = {
    connect() {
      const { port1, port2 } = new MessageChannel();
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/contract');
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => window.postMessage('${STATION_PORT}', location.origin, [port2]);
      socket.onmessage = ({ data }) => port1.postMessage(typeof data === 'string' ? data : new Uint8Array(data));
      socket.onclose = () => port1.close();
      // What a page answers to each message, its size, ends here: a socket knows what it holds back.
      port1.onmessage = ({ data }) => typeof data === 'string' && socket.send(data);
      port1.onclose = () => socket.close();
    },
    showMenu: (groups) => { window.shownMenu = groups; },
    onCommand: (listener) => { window.chooseInMenu = listener; },
  };
`;

let watchers = 0;

/** Another screen in the same page, which has a {@link PORT_TAKER}: it takes the next port that comes. */
export async function watchThrough(page: Page): Promise<ScreenWay> {
  watchers += 1;
  const name = `watcher${watchers}`;
  const listeners: ((text: string) => void)[] = [];
  await page.exposeFunction(`${name}Hears`, (text: string) => {
    for (const listener of listeners) listener(text);
  });
  const connect = (): Promise<unknown> =>
    page.evaluate(`new Promise((resolve) => {
      window.takePort = (port) => {
        port.onmessage = ({ data }) => {
          port.postMessage(data.length);
          if (typeof data === 'string') ${name}Hears(data);
        };
        window.${name} = port;
        resolve();
      };
      retraceDesktop.connect();
    })`);
  await connect();
  // Its port ends with the page that it came to.
  const onLoad = (): void => void connect().catch(() => {});
  page.on('load', onLoad);
  return {
    send: (text) => void page.evaluate(`window.${name}.postMessage(${JSON.stringify(text)})`),
    onText: (listener) => listeners.push(listener),
    close: () => {
      page.off('load', onLoad);
      void page.evaluate(`window.${name}?.close()`).catch(() => {});
    },
  };
}
