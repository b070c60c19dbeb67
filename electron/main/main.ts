import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, crashReporter } from 'electron';
import { HANDED_OVER } from '../../station/desktop/shell-messages.ts';
import { datasetOf } from './dataset-paths.ts';
import { DesktopApp } from './desktop-app.ts';
import { RotatingLog } from './rotating-log.ts';
import { askedSeat, seatSchema } from './seat.ts';
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

const asked = askedSeat(process.argv.slice(app.isPackaged ? 1 : 2));
if (app.requestSingleInstanceLock(asked)) {
  const desktop = new DesktopApp(log, asked);
  // Chromium adds to the arguments of a second start, and puts them into another order: what it asks for comes apart.
  app.on('second-instance', (_event, _argv, _folder, other) =>
    desktop.show(seatSchema.partial().catch({}).parse(other)),
  );
  app.on('open-file', (event, path) => {
    event.preventDefault();
    const dataset = datasetOf(path);
    if (dataset !== null) desktop.show({ dataset });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => desktop.end());
  // Not awaited at the top level: Electron is ready only after this module has been loaded.
  void app.whenReady().then(() => desktop.open());
} else {
  app.exit(HANDED_OVER);
}
