import { join } from 'node:path';
import { BrowserWindow, MessageChannelMain, type MessagePortMain, screen } from 'electron';
import { DESKTOP_CHANNELS } from '../../core/desktop/bridge.ts';
import type { Activity } from '../../station/desktop/shell-messages.ts';
import { ask } from './ask.ts';
import type { SettingsFile } from './desktop-settings.ts';
import { pageFrozenQuestion, pageGoneQuestion } from './question.ts';
import { lockDown } from './security.ts';
import { MIN_SIZE, placeWindow, type WindowState } from './window-state.ts';

/** The window in which the robot is driven, where it was left. */
export function openCollectWindow(settings: SettingsFile): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const areas = [primary, ...others].map(({ workArea }) => workArea);
  const { isMaximized, ...bounds } = placeWindow(settings.settings.window, areas);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: Math.min(MIN_SIZE.width, bounds.width),
    minHeight: Math.min(MIN_SIZE.height, bounds.height),
    title: 'Retrace',
    backgroundColor: '#17191d',
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      // The operator's input must not slow down while another window is in front for a moment.
      backgroundThrottling: false,
    },
  });
  if (isMaximized) window.maximize();
  lockDown(window.webContents);
  window.on('close', () => settings.change({ window: stateOf(window) }));
  return window;
}

export interface PageEvents {
  activity(): Activity | null;
  onTrouble(text: string): void;
  reload(): void;
  quit(): void;
}

/** A page that breaks or hangs costs nothing but itself; the operator says what comes next. */
export function watchPage(window: BrowserWindow, { activity, onTrouble, reload, quit }: PageEvents): void {
  let isEndedByUs = false;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const question = pageGoneQuestion(reason, activity());
    if (question === null || isEndedByUs) return;
    onTrouble(`the screens have ended: ${reason}`);
    void ask(window, question).then((answer) => (answer === 'reload' ? reload() : quit()));
  });
  window.webContents.on('did-finish-load', () => {
    isEndedByUs = false;
  });
  window.on('unresponsive', () => {
    onTrouble('the screens do not react');
    void ask(window, pageFrozenQuestion(activity())).then((answer) => {
      if (answer === 'wait') return;
      isEndedByUs = true;
      window.webContents.forcefullyCrashRenderer();
      reload();
    });
  });
}

/** Gives the page one end of a new channel. @returns the station's end */
export function connectPage(window: BrowserWindow): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  window.webContents.postMessage(DESKTOP_CHANNELS.port, null, [port2]);
  return port1;
}

function stateOf(window: BrowserWindow): WindowState {
  return { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
}
