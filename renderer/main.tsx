import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app/app.tsx';
import { dialogStore } from './app/dialogs.ts';
import './app/global.css';
import { currentRoute } from './app/route.ts';
import { ServicesContext } from './app/services.ts';
import { playCues } from './app/sounds.ts';
import { speakPrompts } from './app/speech.ts';
import { theme } from './app/theme.ts';
import { DecisionLog } from './audit/decisions/decision-log.ts';
import { QueueModel } from './audit/queue/queue-model.ts';
import { listenForCommands } from './commands/active-commands.ts';
import { keepDesktopMenu } from './commands/desktop-menu.ts';
import { watchFocus } from './input/deliberate-focus.ts';
import { InputSource } from './input/input-source.ts';
import { loadKeyLayout } from './input/key-label.ts';
import { SpaceMouse } from './input/spacemouse.ts';
import { listenForStop } from './input/stop-key.ts';
import { isTyping } from './input/typing.ts';
import { startStationWorker } from './link/desktop-ports.ts';
import { Intents } from './link/intents.ts';
import { picturesOf } from './link/pictures.ts';
import { StationLink } from './link/station-link.ts';
import { settingsStore } from './shared/settings.ts';

// The page's policy forbids code from strings, which zod would otherwise try.
z.config({ jitless: true });

const station = new StationLink(startStationWorker());
const pictures = picturesOf(station);
const intents = new Intents(station);
const request: StationLink['request'] = (name, params) => station.request(name, params);
const queue = new QueueModel(request);
const decisions = new DecisionLog(request, () => settingsStore.getState().auditor);
const spaceMouse = new SpaceMouse();
const input = new InputSource({
  send: (state) => station.sendInput(state),
  isDrivingAllowed: () =>
    currentRoute().screen === 'collect' &&
    dialogStore.getState().dialog === null &&
    !isTyping(document.activeElement),
  isDeadManTapped: () => settingsStore.getState().deadMan === 'tap',
  readSpaceMouse: () => spaceMouse.read(),
});

listenForStop(() => {
  void intents.stop();
  // After the stop: the station lifts it once the dead-man is let go.
  input.unlatch();
});
watchFocus();
listenForCommands();
keepDesktopMenu();
playCues(station);
speakPrompts(station);
station.setVisible(!document.hidden);
document.addEventListener('visibilitychange', () => station.setVisible(!document.hidden));
void loadKeyLayout();
void spaceMouse.watch();

createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} defaultColorScheme="dark" withCssVariables={false} withGlobalClasses={false}>
    <ServicesContext value={{ station, intents, pictures, input, spaceMouse, queue, decisions }}>
      <App />
    </ServicesContext>
  </MantineProvider>,
);
