import { useMantineColorScheme } from '@mantine/core';
import { useCommands } from '../commands/use-commands.ts';
import { changeSettings, settingsStore } from '../shared/settings.ts';
import { toggleDialog } from './dialogs.ts';
import { goTo } from './route.ts';
import { useServices } from './services.ts';

/** What can be done from every screen. The stop's own key is heard elsewhere, before all others. */
export function useAppCommands(): void {
  const { intents, input } = useServices();
  // Stopping transitions for it would insert a style element, which the page's policy forbids.
  const { toggleColorScheme } = useMantineColorScheme({ keepTransitions: true });
  useCommands('everywhere', {
    stop: () => {
      void intents.stop();
      input.unlatch();
    },
    palette: () => toggleDialog('palette'),
    help: () => toggleDialog('help'),
    collect: () => goTo({ screen: 'collect' }),
    episodes: () => goTo({ screen: 'episodes' }),
    settings: () => goTo({ screen: 'settings' }),
    theme: toggleColorScheme,
    sounds: () => changeSettings({ hasSounds: !settingsStore.getState().hasSounds }),
    voice: () => changeSettings({ hasVoice: !settingsStore.getState().hasVoice }),
  });
}
