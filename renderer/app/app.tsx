import { useEffect } from 'react';
import { useStore } from 'zustand';
import { DatasetScreen } from '../audit/dataset/dataset-screen.tsx';
import { EpisodeScreen } from '../audit/player/episode-screen.tsx';
import { QueueScreen } from '../audit/queue/queue-screen.tsx';
import { VersionsScreen } from '../audit/versions/versions-screen.tsx';
import { CollectScreen } from '../collect/collect-screen.tsx';
import { HelpDialog } from '../commands/help-dialog.tsx';
import { Palette } from '../commands/palette.tsx';
import { ExportsScreen } from '../export/exports-screen.tsx';
import { ProtocolScreen } from '../protocols/protocol-screen.tsx';
import { SettingsScreen } from '../settings/settings-screen.tsx';
import { Alerts } from './alerts.tsx';
import styles from './app.module.css';
import { Connecting } from './connecting.tsx';
import { closeDialog } from './dialogs.ts';
import { type Route, useRoute } from './route.ts';
import { useLink, useServices } from './services.ts';
import { TopBar } from './top-bar.tsx';
import { useAppCommands } from './use-app-commands.ts';

export function App() {
  const route = useRoute();
  const hasSnapshot = useStore(useServices().station.store, (state) => state.snapshot !== null);
  const isStale = useLink().status !== 'live';
  useAppCommands();
  useEffect(() => {
    window.addEventListener('hashchange', closeDialog);
    return () => window.removeEventListener('hashchange', closeDialog);
  }, []);
  if (!hasSnapshot) return <Connecting />;
  return (
    <div className={styles.shell} data-stale={isStale || undefined}>
      <TopBar route={route} />
      <Alerts />
      <main className={styles.screen}>
        <Screen route={route} />
      </main>
      <HelpDialog />
      <Palette />
    </div>
  );
}

function Screen({ route }: { route: Route }) {
  switch (route.screen) {
    case 'collect':
      return <CollectScreen />;
    case 'episodes':
      return <QueueScreen />;
    case 'replay':
      return <EpisodeScreen key={route.episodeId} episodeId={route.episodeId} />;
    case 'dataset':
      return <DatasetScreen />;
    case 'versions':
      return <VersionsScreen />;
    case 'exports':
      return <ExportsScreen />;
    case 'protocol':
      return <ProtocolScreen key={route.name} name={route.name} />;
    case 'settings':
      return <SettingsScreen />;
  }
}
