import { IconCommand, IconKeyboard } from '@tabler/icons-react';
import { COMMANDS } from '../commands/commands.ts';
import { isMac } from '../input/platform.ts';
import { toggleDialog } from './dialogs.ts';
import { RecChip } from './rec-chip.tsx';
import { formatRoute, type Route } from './route.ts';
import { StatusChips } from './status-chips.tsx';
import { StopButton } from './stop-button.tsx';
import styles from './top-bar.module.css';

const PLACES = [
  { title: 'Collect', route: { screen: 'collect' } },
  { title: 'Episodes', route: { screen: 'episodes' } },
  { title: 'Settings', route: { screen: 'settings' } },
] as const satisfies { title: string; route: Route }[];

export function TopBar({ route }: { route: Route }) {
  const isAudit = ['replay', 'dataset', 'versions', 'exports'].includes(route.screen);
  const place = isAudit ? 'episodes' : route.screen === 'protocol' ? 'collect' : route.screen;
  return (
    <header className={styles.bar}>
      <span className={styles.name}>Retrace</span>
      <nav className={styles.places} aria-label="Screens">
        {PLACES.map(({ title, route: target }) => (
          <a
            key={title}
            href={formatRoute(target)}
            aria-current={target.screen === place ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      <button
        type="button"
        className={styles.keys}
        title={`${COMMANDS.everywhere.palette.title} (${isMac ? '⌘' : 'Ctrl'} K)`}
        aria-label="Commands"
        onClick={() => toggleDialog('palette')}
      >
        <IconCommand size={24} aria-hidden />
      </button>
      <button
        type="button"
        className={styles.keys}
        title={`${COMMANDS.everywhere.help.title} (F1)`}
        aria-label="Keys"
        onClick={() => toggleDialog('help')}
      >
        <IconKeyboard size={24} aria-hidden />
      </button>
      <StatusChips />
      <RecChip />
      <StopButton />
    </header>
  );
}
