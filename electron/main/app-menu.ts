import type { MenuItemConstructorOptions } from 'electron';
import type { MenuGroups } from '../../core/desktop/menu.ts';
import { accelerator } from './accelerator.ts';

export interface MenuActions {
  openDataset(): void;
  openRecent(dataset: string): void;
  revealDataset(): void;
  /** Drive the robot of a profile that the operator chooses. */
  chooseRobot(): void;
  driveSimulation(): void;
  restartStation(): void;
  showLogs(): void;
  openPaper(): void;
  /** A command of the screens' own registry. */
  command(id: string): void;
}

export interface MenuState {
  /** What the screens can do now, as they told it. */
  groups: MenuGroups;
  recentDatasets: readonly string[];
  /** File of the robot profile; null for the simulated robot. */
  profile: string | null;
  isMac: boolean;
  /** Another dataset cannot be opened while an episode is recorded. */
  isRecording: boolean;
}

/**
 * The menu: the app's own entries around those of the screens' registry. The keys beside the latter are shown,
 * and stay the page's: pressed once, a command must not be done twice.
 */
export function appMenu(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const { groups, isMac } = state;
  return [
    // macOS quits, copies and pastes only through its menu. Elsewhere Ctrl+W and Ctrl+R would stand beside the keys
    // that drive, and one slip would end an episode.
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    fileMenu(state, actions),
    ...(isMac ? [{ role: 'editMenu' } as const] : []),
    ...groups.map(({ title, commands }) => ({
      label: title,
      submenu: commands.map(({ id, title, chord, isPossible }) => ({
        id,
        label: title,
        enabled: isPossible,
        // macOS takes every accelerator for itself, shown or not.
        ...(isMac ? {} : { accelerator: accelerator(chord), registerAccelerator: false }),
        click: () => actions.command(id),
      })),
    })),
    {
      role: 'help',
      submenu: [
        { label: 'Show the logs', click: actions.showLogs },
        { label: 'Visual backtracking: the paper', click: actions.openPaper },
        ...(isMac ? [] : [{ role: 'about' } as const]),
      ],
    },
  ];
}

function fileMenu(
  { recentDatasets, profile, isMac, isRecording }: MenuState,
  actions: MenuActions,
): MenuItemConstructorOptions {
  return {
    label: 'File',
    submenu: [
      { label: 'Open a dataset…', enabled: !isRecording, click: actions.openDataset },
      {
        label: 'Recent datasets',
        enabled: !isRecording && recentDatasets.length > 0,
        submenu: recentDatasets.map((path) => ({ label: path, click: () => actions.openRecent(path) })),
      },
      { label: 'Reveal the dataset in its folder', click: actions.revealDataset },
      { type: 'separator' },
      {
        label: profile === null ? 'Drive a robot…' : `Drive another robot than ${profile}…`,
        enabled: !isRecording,
        click: actions.chooseRobot,
      },
      {
        label: 'Drive the simulated robot',
        enabled: !isRecording && profile !== null,
        click: actions.driveSimulation,
      },
      { type: 'separator' },
      { label: 'Start the station again', enabled: !isRecording, click: actions.restartStation },
      ...(isMac ? [] : [{ type: 'separator' } as const, { role: 'quit', accelerator: '' } as const]),
    ],
  };
}
