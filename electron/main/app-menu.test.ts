import type { MenuItemConstructorOptions } from 'electron';
import { expect, it, vi } from 'vitest';
import { menuGroupsSchema } from '../../core/desktop/menu.ts';
import { accelerator } from './accelerator.ts';
import { appMenu, type MenuActions, type MenuState } from './app-menu.ts';

const actions = {
  openDataset: vi.fn(),
  openRecent: vi.fn(),
  revealDataset: vi.fn(),
  chooseRobot: vi.fn(),
  driveSimulation: vi.fn(),
  restartStation: vi.fn(),
  showLogs: vi.fn(),
  openPaper: vi.fn(),
  command: vi.fn(),
} satisfies MenuActions;

const state: MenuState = {
  groups: [
    {
      title: 'Collect',
      commands: [
        { id: 'collect.undo', title: 'Take the last mark back', chord: 'KeyU', isPossible: true },
        { id: 'collect.endSession', title: 'End the session', chord: null, isPossible: false },
      ],
    },
  ],
  recentDatasets: ['/data/a', '/data/b'],
  profile: null,
  isMac: false,
  isRecording: false,
};

type Items = MenuItemConstructorOptions[];
const submenu = (items: Items, label: string): Items =>
  items.find((item) => item.label === label)!.submenu as Items;
const click = ({ click }: MenuItemConstructorOptions): void => (click as unknown as () => void)();

it('has the commands that the screens have, with what they are called and whether they can be done', () => {
  const [undo, end] = submenu(appMenu(state, actions), 'Collect');
  expect(undo).toMatchObject({ label: 'Take the last mark back', accelerator: 'U', enabled: true });
  expect(end).toMatchObject({ label: 'End the session', enabled: false });
  click(undo!);
  expect(actions.command).toHaveBeenCalledExactlyOnceWith('collect.undo');
});

it('takes no key for itself: neither one that drives, nor one that the page hears already', () => {
  const everything = (items: Items): Items =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? everything(item.submenu) : [])]);
  const shown = everything(appMenu(state, actions)).filter((item) => item.accelerator);
  expect(shown.map((item) => item.registerAccelerator)).toEqual([false]);
  const mac = everything(appMenu({ ...state, isMac: true }, actions));
  expect(mac.filter((item) => item.accelerator)).toEqual([]);
  // Roles bring their keys along: on Linux and Windows there is none that closes, reloads or edits.
  expect(everything(appMenu(state, actions)).flatMap(({ role }) => role ?? [])).toEqual([
    'quit',
    'help',
    'about',
  ]);
});

it('opens recent datasets, but not while an episode is recorded', () => {
  const [, b] = submenu(submenu(appMenu(state, actions), 'File'), 'Recent datasets');
  click(b!);
  expect(actions.openRecent).toHaveBeenCalledExactlyOnceWith('/data/b');
  const file = submenu(appMenu({ ...state, isRecording: true }, actions), 'File');
  expect(file.filter(({ enabled }) => enabled === false).map(({ label }) => label)).toEqual([
    'Open a dataset…',
    'Recent datasets',
    'Drive a robot…',
    'Drive the simulated robot',
    'Start the station again',
  ]);
});

it('says which robot is driven, and leads back to the simulated one', () => {
  const file = submenu(appMenu({ ...state, profile: '/robots/arm.json' }, actions), 'File');
  const [choose, simulated] = file.filter(({ label }) => label?.startsWith('Drive'));
  expect(choose).toMatchObject({ label: 'Drive another robot than /robots/arm.json…', enabled: true });
  expect(simulated).toMatchObject({ enabled: true });
  click(choose!);
  click(simulated!);
  expect(actions.chooseRobot).toHaveBeenCalledOnce();
  expect(actions.driveSimulation).toHaveBeenCalledOnce();
});

it.each([
  ['Space', 'Space'],
  ['KeyU', 'U'],
  ['Mod+Shift+KeyZ', 'CommandOrControl+Shift+Z'],
  ['Shift+ArrowLeft', 'Shift+Left'],
  ['Digit4', '4'],
  ['F1', 'F1'],
  ['BracketLeft', '['],
  ['ShiftLeft', undefined],
  ['NumpadEnter', undefined],
  ['toString', undefined],
  ['', undefined],
  [null, undefined],
])('writes %s as %s', (chord, expected) => {
  expect(accelerator(chord)).toBe(expected);
});

it.each([
  [[{ title: '', commands: [] }]],
  [[{ title: 'x', commands: [{ id: 'quit', title: 'x', chord: null, isPossible: true }] }]],
  [[{ title: 'x', commands: [{ id: 'a.b', title: 'x'.repeat(101), chord: null, isPossible: true }] }]],
  [Array(13).fill({ title: 'x', commands: [] })],
  [{ title: 'x' }],
  [null],
])('refuses a menu that no screen sends', (groups) => {
  expect(menuGroupsSchema.safeParse(groups).success).toBe(false);
});
