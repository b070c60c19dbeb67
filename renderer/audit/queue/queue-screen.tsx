import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Decision } from '../../../core/contract/decision.ts';
import { openDialog } from '../../app/dialogs.ts';
import { goTo } from '../../app/route.ts';
import { useLink, useServices, useSnapshot } from '../../app/services.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { countOf } from '../../shared/format.ts';
import { AuditTabs } from '../audit-tabs.tsx';
import { describeDecision } from '../decisions/describe-decision.ts';
import { RejectDialog } from '../decisions/reject-dialog.tsx';
import { ReadingProgress } from '../reading-progress.tsx';
import { useAuditCommands } from '../use-audit-commands.ts';
import { useAuditProgress } from '../use-audit-progress.ts';
import { BulkBar } from './bulk-bar.tsx';
import { CheckProgress } from './check-progress.tsx';
import { FilterBar, SEARCH_ID } from './filter-bar.tsx';
import styles from './queue-screen.module.css';
import { QueueTable } from './queue-table.tsx';
import { SavedViews } from './saved-views.tsx';
import { Selection } from './selection.ts';

/** Everything that the dataset holds, the riskiest first: what to look at, and what to decide about many. */
export function QueueScreen() {
  const { queue, decisions } = useServices();
  const [selection] = useState(() => new Selection());
  const [cursor, setCursor] = useState(() => Math.max(0, queue.indexOf(queue.lastOpened)));
  const range = useRef({ start: 0, end: 50 });
  const { total, failure, filter } = useStore(queue.store);
  const selectedCount = useStore(selection.store, (state) => state.labels.size);
  const isLive = useLink().status === 'live';
  const own = useStore(decisions.store, (state) => state.revision);
  const progress = useAuditProgress();
  const sitting = useSnapshot(({ session, collect }) =>
    [session?.id, session?.kept, session?.discarded, collect.status].join(' '),
  );

  const read = progress?.reading?.done;

  // biome-ignore lint/correctness/useExhaustiveDependencies: decisions and new episodes are reasons to look again
  useEffect(() => {
    if (!isLive) return;
    if (queue.store.getState().total === null) queue.ask({});
    else void queue.refresh(range.current);
  }, [queue, isLive, own, sitting, read]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question has other rows
  useEffect(() => selection.clear(), [selection, filter]);

  /** About the selected ones, or the one at the cursor. */
  const decide = async (decision: Decision): Promise<void> => {
    const { labels } = selection.store.getState();
    const atCursor = queue.rowAt(cursor);
    const chosen =
      labels.size > 0 ? [...labels] : atCursor === undefined ? [] : [[atCursor.id, atCursor.labels] as const];
    const words = describeDecision(decision);
    const title = chosen.length === 1 ? words : `${words} (${countOf(chosen.length, 'episode')})`;
    const isDone = await decisions.decide(
      title,
      chosen.map(([id, seenLabels]) => ({ id, seenLabels, decisions: [decision] })),
    );
    if (isDone) selection.clear();
  };
  const move = (steps: number): void =>
    setCursor((at) => Math.min((total ?? 1) - 1, Math.max(0, at + steps)));
  const openAtCursor = (): void => {
    const row = queue.rowAt(cursor);
    if (row?.state === 'sealed' || row?.state === 'recovered') goTo({ screen: 'replay', episodeId: row.id });
  };
  useAuditCommands();
  useCommands('queue', {
    search: () => document.getElementById(SEARCH_ID)?.focus(),
    next: () => move(1),
    previous: () => move(-1),
    open: openAtCursor,
    select: () => {
      const row = queue.rowAt(cursor);
      if (row !== undefined) selection.toggle(row, cursor);
    },
    selectAll: () => void queue.all().then((all) => selection.add(all)),
    accept: () => void decide({ kind: 'accept' }),
    reject: () => openDialog('reject'),
    secondLook: () => void decide({ kind: 'second-look' }),
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
      <BulkBar
        selection={selection}
        accept={() => void decide({ kind: 'accept' })}
        secondLook={() => void decide({ kind: 'second-look' })}
      />
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
        what={selectedCount > 1 ? countOf(selectedCount, 'episode') : 'this episode'}
        onReject={(reason) => void decide({ kind: 'reject', reason })}
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
