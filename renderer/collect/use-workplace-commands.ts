import { useLink, useServices, useSnapshot } from '../app/services.ts';
import { promptOf, say } from '../app/speech.ts';
import { useCommands } from '../commands/use-commands.ts';
import { changeSettings, settingsStore } from '../shared/settings.ts';

/** What can be done in a session and has no large button. */
export function useWorkplaceCommands(): void {
  const { station, intents } = useServices();
  const isReady = useSnapshot((snapshot) => snapshot.collect.status === 'ready');
  const canEnd = useLink().status === 'live' && isReady;
  useCommands('collect', {
    repeatPrompt: () => {
      const { snapshot } = station.store.getState();
      if (snapshot !== null) say(promptOf(snapshot));
    },
    coach: () => changeSettings({ hasCoach: !settingsStore.getState().hasCoach }),
    endSession: canEnd ? () => void intents.perform('session.end', {}) : undefined,
  });
}
