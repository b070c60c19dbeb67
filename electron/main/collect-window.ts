import { join } from 'node:path';
import { BrowserWindow, MessageChannelMain, type MessagePortMain, screen } from 'electron';
import { DESKTOP_CHANNELS } from '../../core/desktop/bridge.ts';
import type { SettingsFile } from './desktop-settings.ts';
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

/** Gives the page one end of a new channel. @returns the station's end */
export function connectPage(window: BrowserWindow): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  window.webContents.postMessage(DESKTOP_CHANNELS.port, null, [port2]);
  return port1;
}

function stateOf(window: BrowserWindow): WindowState {
  return { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
}
