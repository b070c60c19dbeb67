import { mkdirSync } from 'node:fs';
import { app, BrowserWindow, Menu, session } from 'electron';
import { mayNavigate, profileFolder, stationAddress } from './window-policy.ts';

/**
 * The desktop shell: one window on the station's screens. It never sees a frame, and closing it tells the
 * station, which started it, to end well.
 */
app.enableSandbox();

const address = stationAddress(process.env.RETRACE_ADDRESS);

// Chromium's profile serves one process at a time, and several stations may run on this computer: each has a
// profile, and so an instance lock, of its own. Electron refuses a folder that is not there.
const profile = profileFolder(app.getPath('appData'), address);
mkdirSync(profile, { recursive: true });
app.setPath('userData', profile);

app.on('window-all-closed', () => app.quit());

app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
});

async function openWindow(): Promise<void> {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  // Electron's own menu has Ctrl+W and Ctrl+R, beside the keys that drive: one slip would end an episode.
  Menu.setApplicationMenu(menu());
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    title: 'Retrace',
    // The operator's input must not slow down while another window is in front for a moment.
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      backgroundThrottling: false,
    },
  });
  window.webContents.on('will-navigate', (event) => {
    if (!mayNavigate(event.url, address)) event.preventDefault();
  });
  await window.loadURL(address);
}

/** None; but macOS quits, copies and pastes only through its menu. */
function menu(): Menu | null {
  if (process.platform !== 'darwin') return null;
  return Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }]);
}

if (app.requestSingleInstanceLock()) {
  // Not awaited at the top level: Electron is ready only after this module has been loaded.
  void app.whenReady().then(openWindow);
} else {
  console.error(`A window of a station at the same port is still open (${profile}). Close it first.`);
  // Not as if it were closed by the operator, which would end the station.
  app.exit(1);
}
