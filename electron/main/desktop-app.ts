import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  type MessagePortMain,
  powerMonitor,
  powerSaveBlocker,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { DESKTOP_CHANNELS } from '../../core/desktop/bridge.ts';
import { type MenuGroups, menuGroupsSchema } from '../../core/desktop/menu.ts';
import { appMenu, type MenuActions } from './app-menu.ts';
import { ask } from './ask.ts';
import { connectPage, openCollectWindow } from './collect-window.ts';
import { datasetOf } from './dataset-paths.ts';
import { SettingsFile } from './desktop-settings.ts';
import { plainPage } from './plain-page.ts';
import { pageFrozenQuestion, pageGoneQuestion, quitQuestion, stationDownQuestion } from './question.ts';
import { withRecent } from './recent-datasets.ts';
import type { RotatingLog } from './rotating-log.ts';
import { SCREENS_URL } from './screens-address.ts';
import { denyByDefault, openExternally, serveScreens } from './security.ts';
import { isTrustedSender } from './senders.ts';
import { SleepGuard } from './sleep-guard.ts';
import { forkStation } from './station-fork.ts';
import { StationSupervisor } from './station-supervisor.ts';

/** This file is built to `out/electron/app.js`, in the archive as in the repository. */
const RESOURCES = join(import.meta.dirname, '../..');
const PAPER = 'https://arxiv.org/abs/2210.02343';

/** Ties window, menu, power and the station's process together; what each decides stands in its own file. */
export class DesktopApp {
  readonly #log: RotatingLog;
  readonly #settings = new SettingsFile(join(app.getPath('userData'), 'desktop.json'));
  readonly #sleepGuard = new SleepGuard(powerSaveBlocker);
  readonly #station: StationSupervisor<MessagePortMain>;
  #dataset: string;
  #window: BrowserWindow | null = null;
  #groups: MenuGroups = [];
  #downCause: string | null = null;
  #mayQuit = false;
  #isQuitting = false;

  constructor(log: RotatingLog, dataset: string | null) {
    this.#log = log;
    this.#dataset =
      dataset ?? this.#settings.settings.recentDatasets[0] ?? join(app.getPath('documents'), 'Retrace');
    this.#station = new StationSupervisor({
      fork: (events) =>
        forkStation(
          {
            entry: join(RESOURCES, 'out/station/station/desktop/seat.process.js'),
            args: ['--dataset', this.#dataset, '--resources', RESOURCES],
            onOutput: (text) => log.write('station', text),
          },
          events,
        ),
      onReady: ({ recovered }) => {
        log.write('main', `the station is ready; ${recovered} episodes recovered (${this.#dataset})`);
        this.#remember();
        if (this.#downCause !== null) this.#reload();
        this.#downCause = null;
        this.#connect();
      },
      onActivity: (activity) => {
        // A station that ended is being restarted: whether it was armed is not known, and the operator is there.
        if (activity !== null) this.#sleepGuard.setArmed(activity !== 'idle');
        this.#showMenu();
      },
      onSilent: () => log.write('main', 'the station was not heard of for 2.5 s'),
      onDown: (cause) => void this.#goDown(cause),
    });
  }

  open(): void {
    const root = join(RESOURCES, 'out/renderer');
    serveScreens(session.defaultSession, root, () =>
      this.#downCause === null ? null : plainPage('The station does not run', this.#downCause),
    );
    denyByDefault(session.defaultSession, () => this.#window?.webContents ?? null);
    this.#listen();
    this.#watchPower();
    app.on('window-all-closed', () => app.quit());
    app.on('before-quit', (event) => {
      if (this.#mayQuit) return;
      event.preventDefault();
      void this.#quit();
    });
    // It answers where the profile of the simulated robot looks; an app that ends takes its processes along.
    utilityProcess.fork(join(RESOURCES, 'out/station/station/headless/simulation.process.js'), [], {
      serviceName: 'Simulated robot',
    });
    this.#station.start();
    this.#openWindow();
    this.#showMenu();
  }

  /** Somebody started the app once more, or opened a dataset with it. */
  show(dataset: string | null): void {
    if (this.#window?.isMinimized() === true) this.#window.restore();
    this.#window?.focus();
    if (dataset !== null) void this.#open(dataset);
  }

  #openWindow(): void {
    const window = openCollectWindow(this.#settings);
    this.#window = window;
    window.on('close', (event) => {
      if (this.#mayQuit) return;
      event.preventDefault();
      void this.#quit();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      const question = pageGoneQuestion(reason, this.#station.activity);
      if (question === null) return;
      this.#log.write('main', `the screens have ended: ${reason}`);
      void ask(window, question).then((answer) => (answer === 'reload' ? this.#reload() : this.#quit(true)));
    });
    window.on('unresponsive', () => {
      void ask(window, pageFrozenQuestion(this.#station.activity)).then((answer) => {
        if (answer === 'wait') return;
        window.webContents.forcefullyCrashRenderer();
        this.#reload();
      });
    });
    void window.loadURL(SCREENS_URL);
  }

  #listen(): void {
    ipcMain.on(DESKTOP_CHANNELS.connect, ({ senderFrame }) => {
      if (isTrustedSender(senderFrame)) this.#connect();
    });
    ipcMain.on(DESKTOP_CHANNELS.menu, ({ senderFrame }, groups: unknown) => {
      const parsed = menuGroupsSchema.safeParse(groups);
      if (!isTrustedSender(senderFrame) || !parsed.success) return;
      this.#groups = parsed.data;
      this.#showMenu();
    });
    ipcMain.on(DESKTOP_CHANNELS.openDataset, ({ senderFrame }, path: unknown) => {
      const dataset = typeof path === 'string' ? datasetOf(path) : null;
      if (isTrustedSender(senderFrame) && dataset !== null) void this.#open(dataset);
    });
  }

  #watchPower(): void {
    powerMonitor.on('suspend', () => void this.#station.seal());
    // Waiting is allowed here where the system supports it; `close` ends within seconds in any case.
    powerMonitor.on('shutdown', () => void this.#quit(true));
  }

  #connect(): void {
    if (this.#window === null || this.#downCause !== null) return;
    const port = connectPage(this.#window);
    if (!this.#station.connect(port)) port.close();
  }

  #reload(): void {
    void this.#window?.loadURL(SCREENS_URL);
  }

  #showMenu(): void {
    const state = {
      groups: this.#groups,
      recentDatasets: this.#settings.settings.recentDatasets,
      isMac: process.platform === 'darwin',
      isRecording: this.#station.activity === 'recording',
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(state, this.#actions)));
  }

  readonly #actions: MenuActions = {
    openDataset: () => void this.#chooseDataset(),
    openRecent: (path) => void this.#open(path),
    revealDataset: () => shell.showItemInFolder(join(this.#dataset, 'dataset.json')),
    restartStation: () => void this.#restart(),
    showLogs: () => void shell.openPath(app.getPath('logs')),
    openPaper: () => openExternally(PAPER),
    command: (id) => this.#window?.webContents.send(DESKTOP_CHANNELS.command, id),
  };

  async #chooseDataset(): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({
      title: 'Open a dataset',
      defaultPath: this.#dataset,
      properties: ['openDirectory', 'createDirectory'],
    });
    if (filePaths[0] !== undefined) await this.#open(filePaths[0]);
  }

  async #open(dataset: string): Promise<void> {
    if (this.#station.activity === 'recording' || dataset === this.#dataset) return;
    this.#dataset = dataset;
    await this.#restart();
  }

  async #restart(): Promise<void> {
    await this.#station.close();
    this.#station.start();
  }

  #remember(): void {
    const recentDatasets = withRecent(this.#settings.settings.recentDatasets, this.#dataset);
    this.#settings.change({ recentDatasets });
    app.addRecentDocument(this.#dataset);
    this.#showMenu();
  }

  async #goDown(cause: string): Promise<void> {
    this.#log.write('main', `the station is down: ${cause}`);
    this.#sleepGuard.setArmed(false);
    this.#downCause = cause;
    this.#reload();
    const answer = await ask(this.#window, stationDownQuestion(cause));
    if (answer === 'again') this.#station.start();
    else await this.#quit(true);
  }

  async #quit(isAgreed = false): Promise<void> {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    const question = isAgreed ? null : quitQuestion(this.#station.activity);
    if (question !== null && (await ask(this.#window, question)) === 'stay') {
      this.#isQuitting = false;
      return;
    }
    await this.#station.close();
    this.#mayQuit = true;
    app.quit();
  }
}
