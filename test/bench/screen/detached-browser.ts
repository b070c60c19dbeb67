import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { findChromium } from '../../../scripts/chromium.ts';
import { CHROMIUM_ARGS } from '../../support/browser.ts';

const LISTENING = /^DevTools listening on ws:\/\/([^/]+)/;

/**
 * Chromium that nothing is attached to while it is measured. Playwright stays attached and is told of each message
 * of each socket: eight cameras' pictures through it cost a quarter of a core that no operator's browser spends.
 */
export class DetachedBrowser {
  readonly #process: ChildProcess;
  readonly #host: string;
  readonly #folder: string;

  static async launch(size: { widthPx: number; heightPx: number }): Promise<DetachedBrowser> {
    const executable = findChromium();
    if (executable === null) throw new Error('no Chromium: run "node scripts/ensure-chromium.ts"');
    const folder = await mkdtemp(join(tmpdir(), 'retrace-chromium-'));
    const args = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`];
    const window = `--window-size=${size.widthPx},${size.heightPx}`;
    const child = spawn(executable, [...CHROMIUM_ARGS, ...args, window, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for await (const line of createInterface({ input: child.stderr })) {
      const host = LISTENING.exec(line)?.[1];
      if (host === undefined) continue;
      // What it still has to say is read and forgotten, or a full pipe would stop it.
      child.stderr.resume();
      return new DetachedBrowser(child, host, folder);
    }
    throw new Error('Chromium ended before it could be reached');
  }

  private constructor(child: ChildProcess, host: string, folder: string) {
    this.#process = child;
    this.#host = host;
    this.#folder = folder;
  }

  /** Opens the address, with a script that runs before the page's own. */
  async open(address: string, script: string): Promise<void> {
    await this.#attached(async (call, socket) => {
      await call('Page.enable');
      await call('Page.addScriptToEvaluateOnNewDocument', { source: script });
      const loaded = new Promise<void>((resolve) => {
        socket.on('message', (data) => String(data).includes('"Page.loadEventFired"') && resolve());
      });
      await call('Page.navigate', { url: address });
      await loaded;
    });
  }

  /** The expression's value in the page; attached for as long as that takes. */
  async evaluate<T>(expression: string): Promise<T> {
    return this.#attached(async (call) => {
      const answer = await call('Runtime.evaluate', { expression, returnByValue: true });
      if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails));
      return (answer.result as { value: T }).value;
    });
  }

  async close(): Promise<void> {
    this.#process.kill();
    await once(this.#process, 'exit');
    await rm(this.#folder, { recursive: true, maxRetries: 5 });
  }

  async #attached<T>(act: (call: Call, socket: WebSocket) => Promise<T>): Promise<T> {
    const targets = (await (await fetch(`http://${this.#host}/json/list`)).json()) as Target[];
    const page = targets.find(({ type }) => type === 'page');
    if (page === undefined) throw new Error('Chromium has no page');
    const socket = new WebSocket(page.webSocketDebuggerUrl, { perMessageDeflate: false });
    await once(socket, 'open');
    try {
      return await act(caller(socket), socket);
    } finally {
      socket.close();
      await once(socket, 'close');
    }
  }
}

interface Target {
  type: string;
  webSocketDebuggerUrl: string;
}

type Call = (method: string, params?: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Calls of the DevTools protocol, one after the other. */
function caller(socket: WebSocket): Call {
  let id = 0;
  return async (method, params = {}) => {
    id += 1;
    const wanted = id;
    const answered = new Promise<Record<string, unknown>>((resolve, reject) => {
      const hear = (data: unknown): void => {
        const message = JSON.parse(String(data));
        if (message.id !== wanted) return;
        socket.off('message', hear);
        if (message.error === undefined) resolve(message.result);
        else reject(new Error(`${method}: ${message.error.message}`));
      };
      socket.on('message', hear);
    });
    socket.send(JSON.stringify({ id, method, params }));
    return answered;
  };
}
