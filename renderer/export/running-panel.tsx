import type { RunningExport } from '../../core/contract/export.ts';
import { useServices } from '../app/services.ts';
import controls from '../shared/controls.module.css';
import { formatDuration } from '../shared/format.ts';
import styles from './panel.module.css';

/** How far the export is, how fast it goes, and how long it will take. */
export function RunningPanel({ running, onCancelled }: { running: RunningExport; onCancelled(): void }) {
  const { intents } = useServices();
  const { version, recipe, target, out, progress } = running;
  const isPlanning = progress.stage === 'planning';
  const max = isPlanning ? progress.episodes : progress.steps;
  const value = isPlanning ? progress.episodesDone : progress.stepsDone;
  const cancel = async (): Promise<void> => {
    if (await intents.perform('exports.cancel', {})) onCancelled();
  };
  return (
    <section className={styles.panel} aria-label="Export under way">
      <h2>
        Exporting {version} by {recipe} to {target}
      </h2>
      <div className={styles.running}>
        <progress aria-label="Progress" max={Math.max(1, max)} value={value} />
        <p role="status">{describe(running)}</p>
        <button type="button" className={controls.button} onClick={() => void cancel()}>
          Cancel
        </button>
        <p className={styles.where}>
          to <code>{out}</code>, which appears when all is there. Cancelled, the same export goes on from
          where it stood.
        </p>
      </div>
    </section>
  );
}

function describe({ progress, stepsPerSecond, leftMs, elapsedMs }: RunningExport): string {
  const { stage, episodes, episodesDone, steps, stepsDone } = progress;
  if (stage === 'planning') return `Planning: ${episodesDone} of ${episodes} episodes`;
  if (stage === 'finishing') return `Putting it together, ${formatDuration(elapsedMs)} so far`;
  const parts = [
    `Writing: ${stepsDone.toLocaleString()} of ${steps.toLocaleString()} steps`,
    `${episodesDone} of ${episodes} episodes`,
  ];
  if (stepsPerSecond !== null) parts.push(`${Math.round(stepsPerSecond).toLocaleString()} steps/s`);
  if (leftMs !== null) parts.push(`about ${formatDuration(leftMs)} left`);
  return parts.join(' · ');
}
