import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, crashReporter } from 'electron';
import { datasetInArguments, datasetOf } from './dataset-paths.ts';
import { DesktopApp } from './desktop-app.ts';
import { RotatingLog } from './rotating-log.ts';
import { declareScheme } from './security.ts';

/**
 * The desktop app begins here: what must be said before Electron is ready, and one instance per profile. It owns
 * windows and safety, never data.
 */
app.enableSandbox();
declareScheme();
app.setName('Retrace');
const profile = join(app.getPath('appData'), 'Retrace');
mkdirSync(profile, { recursive: true });
app.setPath('userData', profile);
app.setAppLogsPath(join(profile, 'logs'));
crashReporter.start({ uploadToServer: false });

const log = new RotatingLog({ folder: app.getPath('logs'), maxBytes: 5_000_000, maxFiles: 5 });
process.on('uncaughtException', (error) => log.write('main', error.stack ?? error.message));
process.on('unhandledRejection', (reason) => log.write('main', String(reason)));

if (app.requestSingleInstanceLock()) {
  const desktop = new DesktopApp(log, datasetInArguments(process.argv.slice(app.isPackaged ? 1 : 2)));
  app.on('second-instance', (_event, argv) => desktop.show(datasetInArguments(argv.slice(1))));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    desktop.show(datasetOf(path));
  });
  // Not awaited at the top level: Electron is ready only after this module has been loaded.
  void app.whenReady().then(() => desktop.open());
} else {
  app.quit();
}
