import { useState } from 'react';
import { useStore } from 'zustand';
import type { VersionSummary } from '../../../core/contract/audit.ts';
import { useServices } from '../../app/services.ts';
import { countOf, formatDate } from '../../shared/format.ts';
import { AuditTabs } from '../audit-tabs.tsx';
import page from '../page.module.css';
import { useAuditCommands } from '../use-audit-commands.ts';
import { useRequest } from '../use-request.ts';
import { FreezeForm } from './freeze-form.tsx';
import { VersionComparison } from './version-comparison.tsx';
import styles from './versions-screen.module.css';

/** Frozen lists of episodes with their decisions: make one, and see how two differ. */
export function VersionsScreen() {
  const { decisions } = useServices();
  const own = useStore(decisions.store, (state) => state.revision);
  const [frozen, setFrozen] = useState(0);
  const listed = useRequest('versions.list', {}, `${own} ${frozen}`);
  const [pair, setPair] = useState<readonly string[]>([]);
  useAuditCommands();
  const choose = (name: string): void =>
    setPair((before) =>
      before.includes(name) ? before.filter((n) => n !== name) : [...before, name].slice(-2),
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={page.page} aria-label="Versions" tabIndex={0}>
      <AuditTabs at="versions" />
      <FreezeForm onFrozen={() => setFrozen((count) => count + 1)} />
      {listed.status === 'failed' && <p role="alert">The versions cannot be listed. {listed.message}</p>}
      {listed.status === 'loaded' && (
        <>
          <VersionList versions={listed.value.versions} chosen={pair} onChoose={choose} />
          {listed.value.unreadable.map(({ name, message }) => (
            <p key={name} role="alert" className={styles.unreadable}>
              {name} is no version any more: {message}
            </p>
          ))}
          {pair.length === 2 && <VersionComparison {...inOrder(listed.value.versions, pair)} />}
        </>
      )}
    </section>
  );
}

interface VersionListProps {
  versions: readonly VersionSummary[];
  chosen: readonly string[];
  onChoose(name: string): void;
}

function VersionList({ versions, chosen, onChoose }: VersionListProps) {
  if (versions.length === 0) return <p className={styles.none}>Nothing is frozen yet.</p>;
  return (
    <table className={styles.list}>
      <caption>{countOf(versions.length, 'version')}. Choose two to compare them.</caption>
      <thead>
        <tr>
          <th scope="col">Compare</th>
          <th scope="col">Name</th>
          <th scope="col">Episodes</th>
          <th scope="col">Chosen by</th>
          <th scope="col">Frozen</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ name, episodes, filter, frozenAt, by, sha256 }) => (
          <tr key={name} data-chosen={chosen.includes(name) || undefined}>
            <td>
              <input
                type="checkbox"
                aria-label={`Compare ${name}`}
                checked={chosen.includes(name)}
                onChange={() => onChoose(name)}
              />
            </td>
            <th scope="row">{name}</th>
            <td className={styles.number}>{episodes.toLocaleString()}</td>
            <td>{describeFilter(filter)}</td>
            <td>
              {by}, <time dateTime={frozenAt}>{formatDate(frozenAt)}</time>
            </td>
            <td title={sha256}>
              <code>{sha256.slice(0, 12)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function describeFilter(filter: VersionSummary['filter']): string {
  const conditions = Object.entries(filter).map(([name, value]) => `${name} ${value}`);
  return conditions.length === 0 ? 'everything not rejected' : conditions.join(', ');
}

/** From the older one to the newer one. */
function inOrder(
  versions: readonly VersionSummary[],
  names: readonly string[],
): { from: string; to: string } {
  const [from, to] = versions
    .filter(({ name }) => names.includes(name))
    .sort((a, b) => a.frozenAt.localeCompare(b.frozenAt));
  return { from: from!.name, to: to!.name };
}
