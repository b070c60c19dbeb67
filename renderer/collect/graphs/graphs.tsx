import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { useSnapshot } from '../../app/services.ts';
import { COMMANDS } from '../../commands/commands.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { KeyHint } from '../../shared/key-hint.tsx';
import { type Graphs as Choice, changeSettings, settingsStore } from '../../shared/settings.ts';
import styles from './graphs.module.css';
import { StreamGraphs } from './stream-graphs.tsx';
import { StripCharts } from './strip-charts.tsx';

// three.js is larger than all the rest of the page, and most sittings never look.
const PathGraph = lazy(() => import('./path-graph.tsx').then((module) => ({ default: module.PathGraph })));

const CHOICES: readonly { choice: Choice; title: string }[] = [
  { choice: 'none', title: 'No graphs' },
  { choice: 'streams', title: 'Streams' },
  { choice: 'signals', title: 'Signals' },
  { choice: 'path', title: 'Path' },
];

/** Where one would rather look than read. Nothing is drawn, sent or loaded for what is not shown. */
export function Graphs() {
  const graphs = useStore(settingsStore, (settings) => settings.graphs);
  const profile = useSnapshot((snapshot) => snapshot.robot.profile);
  const index = CHOICES.findIndex(({ choice }) => choice === graphs);
  useCommands('collect', {
    graphs: () => changeSettings({ graphs: CHOICES[(index + 1) % CHOICES.length]!.choice }),
  });
  return (
    <section className={styles.graphs} aria-label="Graphs" data-shown={graphs !== 'none' || undefined}>
      <div className={styles.choices} title={COMMANDS.collect.graphs.title}>
        {CHOICES.map(({ choice, title }) => (
          <button
            key={choice}
            type="button"
            aria-pressed={choice === graphs}
            onClick={() => changeSettings({ graphs: choice })}
          >
            {title}
          </button>
        ))}
        <KeyHint command="collect.graphs" />
      </div>
      {graphs === 'streams' && <StreamGraphs key={profile} />}
      {graphs === 'signals' && <StripCharts key={profile} />}
      {graphs === 'path' && (
        <Suspense fallback={<p className={styles.note}>Loading…</p>}>
          <PathGraph key={profile} />
        </Suspense>
      )}
    </section>
  );
}
