import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { DESKTOP_CHANNELS, type DesktopBridge, STATION_PORT } from '../../core/desktop/bridge.ts';

/**
 * All that the page has of the desktop: a port to its station, a menu, and folders that are dropped on it. Nothing
 * of Electron's own reaches the page, neither a channel it could name nor an event's object.
 */
const bridge: DesktopBridge = {
  connect: () => ipcRenderer.send(DESKTOP_CHANNELS.connect),
  showMenu: (groups) => ipcRenderer.send(DESKTOP_CHANNELS.menu, groups),
  onCommand: (listener) => {
    ipcRenderer.on(DESKTOP_CHANNELS.command, (_event, id: string) => listener(id));
  },
};

contextBridge.exposeInMainWorld('retraceDesktop', bridge);

// A port cannot cross the bridge; a message of the window carries it into the page's own world.
ipcRenderer.on(DESKTOP_CHANNELS.port, ({ ports }) => {
  window.postMessage(STATION_PORT, location.origin, [...ports]);
});

window.addEventListener('dragover', (event) => event.preventDefault());
window.addEventListener('drop', (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (file !== undefined) ipcRenderer.send(DESKTOP_CHANNELS.openDataset, webUtils.getPathForFile(file));
});
