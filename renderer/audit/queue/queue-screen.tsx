import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { AuditRow } from '../../../core/contract/audit.ts';
import type { Decision } from '../../../core/contract/decision.ts';
import { openDialog } from '../../app/dialogs.ts';
import { goTo } from '../../app/route.ts';
import { useLink, useServices, useSnapshot } from '../../app/services.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { countOf } from '../../shared/format.ts';
import { AuditTabs } from '../audit-tabs.tsx';
import type { EpisodeDecisions } from '../decisions/decision-log.ts';
import { describeDecision } from '../decisions/describe-decision.ts';
import { RejectDialog } from '../decisions/reject-dialog.tsx';
import { ReadingProgress } from '../reading-progress.tsx';
import { useAuditCommands } from '../use-audit-commands.ts';
import { useAuditProgress } from '../use-audit-progress.ts';
import { BulkBar } from './bulk-bar.tsx';
import { CheckProgress } from './check-progress.tsx';
import { FilterBar, SEARCH_ID } from './filter-bar.tsx';
import type { Place } from './queue-model.ts';
import styles from './queue-screen.module.css';
import { QueueTable } from './queue-table.tsx';
import { SavedViews } from './saved-views.tsx';
import { Selection } from './selection.ts';

type Target = Omit<EpisodeDecisions, 'decisions'>;

/** Everything that the dataset holds, the riskiest first: what to look at, and what to decide about many. */
export function QueueScreen() {
  const { queue, decisions } = useServices();
  const [selection] = useState(() => new Selection());
  const [cursor, setCursor] = useState<Place>({ index: 0, id: queue.lastOpened });
  const [toReject, setToReject] = useState<readonly Target[]>([]);
  const range = useRef({ start: 0, end: 50 });
  const { total, failure, filter } = useStore(queue.store);
  const isLive = useLink().status === 'live';
  const own = useStore(decisions.store, (state) => state.revision);
  const progress = useAuditProgress();
  const sitting = useSnapshot(({ session, collect }) =>
    [session?.id, session?.kept, session?.discarded, collect.status].join(' '),
  );

  const read = progress?.reading?.done;

  // When others sort in before it, the keys stay with the episode that was aimed at.
  const followed = queue.follow(cursor);
  if (followed !== cursor) setCursor(followed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: decisions and new episodes are reasons to look again
  useEffect(() => {
    if (!isLive) return;
    if (queue.store.getState().total === null) queue.ask({});
    else void queue.refresh(range.current);
  }, [queue, isLive, own, sitting, read]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question has other rows
  useEffect(() => selection.clear(), [selection, filter]);

  const rowAtCursor = (): AuditRow | undefined => queue.rowAt(queue.indexOf(cursor.id));
  /** The selected ones, or the one at the cursor. */
  const aimedAt = (): Target[] => {
    const { labels } = selection.store.getState();
    if (labels.size > 0) return [...labels].map(([id, seenLabels]) => ({ id, seenLabels }));
    const row = rowAtCursor();
    return row === undefined ? [] : [{ id: row.id, seenLabels: row.labels }];
  };
  const decide = async (targets: readonly Target[], decision: Decision): Promise<void> => {
    const words = describeDecision(decision);
    const title = targets.length === 1 ? words : `${words} (${countOf(targets.length, 'episode')})`;
    const isDone = await decisions.decide(
      title,
      targets.map((target) => ({ ...target, decisions: [decision] })),
    );
    if (isDone) selection.clear();
  };
  const accept = (): void => void decide(aimedAt(), { kind: 'accept' });
  const secondLook = (): void => void decide(aimedAt(), { kind: 'second-look' });
  /** While one looks for the reason, the queue may change: what is rejected is settled before. */
  const askReason = (): void => {
    setToReject(aimedAt());
    openDialog('reject');
  };
  const move = (steps: number): void =>
    setCursor(({ index }) => ({ index: Math.max(0, index + steps), id: '' }));
  const openAtCursor = (): void => {
    const row = rowAtCursor();
    if (row?.state === 'sealed' || row?.state === 'recovered') goTo({ screen: 'replay', episodeId: row.id });
  };
  useAuditCommands();
  useCommands('queue', {
    search: () => document.getElementById(SEARCH_ID)?.focus(),
    next: () => move(1),
    previous: () => move(-1),
    open: openAtCursor,
    select: () => {
      const row = rowAtCursor();
      if (row !== undefined) selection.toggle(row, cursor.index);
    },
    selectAll: () => void queue.all().then((all) => selection.add(all)),
    accept,
    reject: askReason,
    secondLook,
    clear: () => selection.clear(),
  });
  return (
    <div className={styles.screen}>
      <AuditTabs at="episodes">
        <p className={styles.count}>{total === null ? '' : countOf(total, 'episode')}</p>
        <CheckProgress progress={progress} />
        <span className={styles.views}>
          <SavedViews />
        </span>
      </AuditTabs>
      <ReadingProgress progress={progress} />
      <FilterBar revision={`${own} ${sitting} ${read}`} />
      <BulkBar selection={selection} accept={accept} reject={askReason} secondLook={secondLook} />
      {failure !== null && <p role="alert">The episodes cannot be listed. {failure}</p>}
      {total === 0 && failure === null ? (
        <EmptyQueue isFiltered={Object.keys(filter).length > 0} />
      ) : (
        <QueueTable
          selection={selection}
          cursor={cursor}
          onCursor={setCursor}
          onRange={(seen) => {
            range.current = seen;
          }}
        />
      )}
      <RejectDialog
        what={toReject.length > 1 ? countOf(toReject.length, 'episode') : 'this episode'}
        onReject={(reason) => void decide(toReject, { kind: 'reject', reason })}
      />
    </div>
  );
}

function EmptyQueue({ isFiltered }: { isFiltered: boolean }) {
  return (
    <p className={styles.empty}>
      {isFiltered ? (
        'No episode fits this filter.'
      ) : (
        <>
          Nothing is recorded yet. <a href="#/collect">Start a session</a> to collect the first episode.
        </>
      )}
    </p>
  );
}
