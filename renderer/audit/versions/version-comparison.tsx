import { goTo } from '../../app/route.ts';
import { useServices } from '../../app/services.ts';
import { countOf } from '../../shared/format.ts';
import { useRequest } from '../use-request.ts';
import styles from './version-comparison.module.css';

/** The station takes so many ids in a filter. */
const MOST_IDS = 1_000;

/** What the newer version has that the older one had not, and the other way round. */
export function VersionComparison({ from, to }: { from: string; to: string }) {
  const { queue } = useServices();
  const asked = useRequest('versions.diff', { from, to }, '');
  if (asked.status === 'loading') return <p role="status">Comparing…</p>;
  if (asked.status === 'failed') return <p role="alert">They cannot be compared. {asked.message}</p>;
  const { added, removed, relabelled } = asked.value;
  const show = (ids: readonly string[]): void => {
    queue.ask({ filter: { ids: ids.slice(0, MOST_IDS) } });
    goTo({ screen: 'episodes' });
  };
  const changes = new Map<string, number>();
  for (const what of relabelled.flatMap(({ changed }) => changed))
    changes.set(what, (changes.get(what) ?? 0) + 1);
  return (
    <section className={styles.comparison} aria-label="Comparison">
      <h2>
        From {from} to {to}
      </h2>
      <ul>
        <Part word="added" ids={added} onShow={show} />
        <Part word="removed" ids={removed} onShow={show} />
        <Part word="relabelled" ids={relabelled.map(({ id }) => id)} onShow={show} />
      </ul>
      {changes.size > 0 && (
        <p>Changed: {[...changes].map(([what, count]) => `${WORDS[what] ?? what} of ${count}`).join(', ')}</p>
      )}
    </section>
  );
}

const WORDS: Readonly<Record<string, string>> = {
  sha256: 'recorded bytes',
  verdict: 'verdict',
  task: 'task',
  outcome: 'outcome',
  segments: 'phases',
  trim: 'in and out',
};

interface PartProps {
  word: string;
  ids: readonly string[];
  onShow(ids: readonly string[]): void;
}

function Part({ word, ids, onShow }: PartProps) {
  return (
    <li>
      <button type="button" disabled={ids.length === 0} onClick={() => onShow(ids)}>
        <strong>{ids.length.toLocaleString()}</strong> {word}
      </button>
      <span className={styles.hint}>
        {ids.length === 0 ? 'none' : `Show ${countOf(ids.length, 'episode')}`}
      </span>
    </li>
  );
}
