import { app, BrowserWindow, session } from 'electron';
import { mayNavigate, stationAddress } from './window-policy.ts';

/**
 * The desktop shell: one window on the station's screens. It never sees a frame, and closing it tells the
 * station, which started it, to end well.
 */
app.enableSandbox();

if (!app.requestSingleInstanceLock()) app.quit();

app.on('window-all-closed', () => app.quit());

app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
});

async function openWindow(): Promise<void> {
  const address = stationAddress(process.env.RETRACE_ADDRESS);
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    title: 'Retrace',
    autoHideMenuBar: true,
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

// Not awaited at the top level: Electron is ready only after this module has been loaded.
void app.whenReady().then(openWindow);
