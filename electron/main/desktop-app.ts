import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  type MessagePortMain,
  net,
  powerMonitor,
  powerSaveBlocker,
  session,
  shell,
} from 'electron';
import { DESKTOP_CHANNELS } from '../../core/desktop/bridge.ts';
import { type MenuGroups, menuGroupsSchema } from '../../core/desktop/menu.ts';
import { appMenu, type MenuActions } from './app-menu.ts';
import { ask } from './ask.ts';
import { connectPage, openCollectWindow, watchPage } from './collect-window.ts';
import { datasetOf } from './dataset-paths.ts';
import { SettingsFile } from './desktop-settings.ts';
import { plainPage } from './plain-page.ts';
import { quitQuestion, releaseQuestion, stationDownQuestion } from './question.ts';
import { releasesUrlIn } from './releases-address.ts';
import type { RotatingLog } from './rotating-log.ts';
import { SCREENS_URL } from './screens-address.ts';
import type { AskedSeat } from './seat.ts';
import { SeatKeeper } from './seat-keeper.ts';
import { denyByDefault, openExternally, serveScreens } from './security.ts';
import { isTrustedSender } from './senders.ts';
import { SimulatedRobot } from './simulated-robot.ts';
import { SleepGuard } from './sleep-guard.ts';
import { StationSupervisor } from './station-supervisor.ts';
import { type Release, UpdateCheck } from './update-check.ts';
import { forkUtility } from './utility-fork.ts';

/** This file is built to `out/electron/app.js`, in the archive as in the repository. */
const RESOURCES = join(import.meta.dirname, '../..');
const PROCESSES = join(RESOURCES, 'out/station/station');
const PAPER = 'https://arxiv.org/abs/2210.02343';

/** Ties window, menu, power and the station's process together; what each decides stands in its own file. */
export class DesktopApp {
  readonly #log: RotatingLog;
  readonly #settings = new SettingsFile(join(app.getPath('userData'), 'desktop.json'));
  readonly #sleepGuard = new SleepGuard(powerSaveBlocker);
  readonly #station: StationSupervisor<MessagePortMain>;
  readonly #simulation: SimulatedRobot;
  readonly #seats: SeatKeeper;
  readonly #updates: UpdateCheck;
  #window: BrowserWindow | null = null;
  #groups: MenuGroups = [];
  #downCause: string | null = null;
  #mayQuit = false;
  #isQuitting = false;

  constructor(log: RotatingLog, asked: AskedSeat) {
    this.#log = log;
    this.#station = new StationSupervisor({
      fork: (events) => {
        const entry = join(PROCESSES, 'desktop/seat.process.js');
        const onOutput = (text: string): void => log.write('station', text);
        return forkUtility(
          { entry, args: this.#seats.stationArguments, name: 'Retrace station', onOutput },
          events,
        );
      },
      onReady: ({ recovered }) => {
        log.write(
          'main',
          `the station is ready; ${recovered} episodes recovered (${this.#seats.seat.dataset})`,
        );
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
      onBeat: (activity) => void this.#updates.consider(activity),
      onSilent: (missed) => log.write('main', `the station has missed ${missed} heartbeats`),
      onDown: (cause) => void this.#goDown(cause),
    });
    this.#simulation = new SimulatedRobot({
      fork: (events) => {
        const entry = join(PROCESSES, 'headless/simulation.process.js');
        const onOutput = (text: string): void => log.write('simulation', text);
        return forkUtility({ entry, args: [], name: 'Simulated robot', onOutput }, events);
      },
      onFault: (text) => log.write('main', text),
    });
    const firstDataset = join(app.getPath('documents'), 'Retrace');
    this.#seats = new SeatKeeper(
      {
        settings: this.#settings,
        station: this.#station,
        simulation: this.#simulation,
        resources: RESOURCES,
        firstDataset,
      },
      asked,
    );
    this.#updates = new UpdateCheck({
      releasesUrl: releasesUrlIn(join(RESOURCES, 'package.json')),
      version: app.getVersion(),
      fetchJson: async (url) => (await net.fetch(url, { credentials: 'omit' })).json(),
      lastCheckMs: () => this.#settings.settings.updateCheckedMs,
      onChecked: (updateCheckedMs) => this.#settings.change({ updateCheckedMs }),
      onRelease: (release) => void this.#tellRelease(release),
      onFault: (text) => log.write('main', text),
    });
  }

  open(): void {
    const root = join(RESOURCES, 'out/renderer');
    serveScreens(session.defaultSession, root, () =>
      this.#downCause === null ? null : plainPage('The station does not run', this.#downCause),
    );
    denyByDefault(session.defaultSession, () => this.#window?.webContents ?? null);
    this.#listen();
    powerMonitor.on('suspend', () => void this.#station.seal());
    // Waiting is allowed here where the system supports it; `close` ends within seconds in any case.
    powerMonitor.on('shutdown', () => this.end());
    app.on('window-all-closed', () => app.quit());
    app.on('before-quit', (event) => this.#holdUntilSealed(event));
    void this.#seats.begin();
    this.#openWindow();
    this.#showMenu();
  }

  /** Somebody started the app once more, or opened a dataset with it. */
  show(asked: AskedSeat): void {
    if (this.#window?.isMinimized() === true) this.#window.restore();
    this.#window?.focus();
    void this.#seats.change(asked);
  }

  /** Without a question: whoever asks for it does not wait for answers. */
  end(): void {
    void this.#quit(true);
  }

  #openWindow(): void {
    const window = openCollectWindow(this.#settings);
    this.#window = window;
    window.on('close', (event) => this.#holdUntilSealed(event));
    watchPage(window, {
      activity: () => this.#station.activity,
      onTrouble: (text) => this.#log.write('main', text),
      reload: () => this.#reload(),
      quit: () => this.end(),
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
      if (isTrustedSender(senderFrame) && dataset !== null) void this.#seats.change({ dataset });
    });
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
      recentDatasets: this.#settings.settings.recentSeats.map(({ dataset }) => dataset),
      profile: this.#seats.seat.profile,
      isMac: process.platform === 'darwin',
      isRecording: this.#station.activity === 'recording',
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(state, this.#actions)));
  }

  readonly #actions: MenuActions = {
    openDataset: () => void this.#chooseDataset(),
    openRecent: (dataset) => void this.#seats.change({ dataset }),
    revealDataset: () => shell.showItemInFolder(join(this.#seats.seat.dataset, 'dataset.json')),
    chooseRobot: () => void this.#chooseRobot(),
    driveSimulation: () => void this.#seats.change({ profile: null }),
    restartStation: () => void this.#seats.restart(),
    showLogs: () => void shell.openPath(app.getPath('logs')),
    openPaper: () => openExternally(PAPER),
    command: (id) => this.#window?.webContents.send(DESKTOP_CHANNELS.command, id),
  };

  async #chooseDataset(): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({
      title: 'Open a dataset',
      defaultPath: this.#seats.seat.dataset,
      properties: ['openDirectory', 'createDirectory'],
    });
    if (filePaths[0] !== undefined) await this.#seats.change({ dataset: filePaths[0] });
  }

  async #chooseRobot(): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({
      title: 'Drive the robot of a profile',
      filters: [{ name: 'Robot profile', extensions: ['json'] }],
      properties: ['openFile'],
    });
    if (filePaths[0] !== undefined) await this.#seats.change({ profile: filePaths[0] });
  }

  #remember(): void {
    this.#seats.remember();
    app.addRecentDocument(this.#seats.seat.dataset);
    this.#showMenu();
  }

  async #goDown(cause: string): Promise<void> {
    this.#log.write('main', `the station is down: ${cause}`);
    this.#sleepGuard.setArmed(false);
    this.#downCause = cause;
    this.#reload();
    const answer = await ask(this.#window, stationDownQuestion(cause));
    if (answer === 'again') await this.#seats.begin();
    else if (answer === 'open') await this.#chooseDataset();
    else this.end();
  }

  async #tellRelease({ version, page }: Release): Promise<void> {
    if ((await ask(this.#window, releaseQuestion(version))) === 'page') openExternally(page, page);
  }

  #holdUntilSealed(event: { preventDefault(): void }): void {
    if (this.#mayQuit) return;
    event.preventDefault();
    void this.#quit();
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
    this.#simulation.stop();
    this.#mayQuit = true;
    app.quit();
  }
}
