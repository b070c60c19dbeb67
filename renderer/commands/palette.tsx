import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { closeDialog, dialogStore } from '../app/dialogs.ts';
import { KeyHint } from '../shared/key-hint.tsx';
import { type ActivePart, activeStore } from './active-commands.ts';
import { type CommandId, commandOf } from './commands.ts';
import styles from './palette.module.css';
import { SCOPES } from './scopes.ts';

/** All that can be done now, to be found by its words. While it is open, the robot is not driven. */
export function Palette() {
  const isOpen = useStore(dialogStore, (state) => state.dialog === 'palette');
  const parts = useStore(activeStore, (state) => state.parts);
  const chosen = useRef<(() => void) | null>(null);
  // What was chosen comes after the palette has gone: it may be a dialog, and may need the focus.
  useEffect(() => {
    if (isOpen) return spotlight.open();
    spotlight.close();
    chosen.current?.();
    chosen.current = null;
  }, [isOpen]);
  const choose = (act: () => void): void => {
    chosen.current = act;
    closeDialog();
  };
  return (
    <Spotlight
      onSpotlightClose={closeDialog}
      shortcut={null}
      actions={groupsOf(parts, choose)}
      nothingFound="No command is called that, or it cannot be done now."
      scrollable
      maxHeight="min(60vh, 480px)"
      size={620}
      yOffset={80}
      zIndex={100}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': 'Commands' } }}
      searchProps={{
        leftSection: <IconSearch size={20} aria-hidden />,
        placeholder: 'What would you like to do?',
        'aria-label': 'Find a command',
      }}
    />
  );
}

function groupsOf(
  parts: readonly ActivePart[],
  choose: (act: () => void) => void,
): SpotlightActionGroupData[] {
  const scopes = [...new Set(parts.map(({ scope }) => scope))].filter(
    (scope) => SCOPES[scope].dialog === undefined,
  );
  // What the screen is for stands above what is everywhere.
  scopes.sort((a, b) => Number(a === 'everywhere') - Number(b === 'everywhere'));
  return scopes.map((scope) => ({
    group: SCOPES[scope].title,
    actions: parts
      .filter((part) => part.scope === scope)
      .flatMap((part) =>
        part.actions.map((action) => ({ part, action, id: `${scope}.${action}` as CommandId })),
      )
      .filter(({ id }) => id !== 'everywhere.palette' && commandOf(id).isCounted !== true)
      .map(({ part, action, id }) => ({
        id,
        label: commandOf(id).title,
        rightSection: <KeyHint command={id} />,
        dimmedSections: false,
        className: styles.action,
        onClick: () => choose(() => part.run(action, 0)),
      })),
  }));
}
