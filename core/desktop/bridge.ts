import type { MenuGroups } from './menu.ts';

/** The message by which a port to the station reaches the page; its first port is it. */
export const STATION_PORT = 'retrace:station-port';

/** What the desktop app puts into its page as `window.retraceDesktop`; a browser has none. */
export interface DesktopBridge {
  /** Ask for a new port to the station; it comes as a {@link STATION_PORT} message of the window. */
  connect(): void;
  showMenu(groups: MenuGroups): void;
  /** A command was chosen in the menu. */
  onCommand(listener: (id: string) => void): void;
}

/** Names of the messages between preload and main. */
export const DESKTOP_CHANNELS = {
  connect: 'desktop.connect',
  menu: 'desktop.menu',
  openDataset: 'desktop.open-dataset',
  port: 'desktop.port',
  command: 'desktop.command',
} as const;
