import { IconArrowBackUp, IconArrowForwardUp, IconCheck, IconEye, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { AuditEpisode } from '../../../core/contract/audit.ts';
import { openDialog } from '../../app/dialogs.ts';
import { useServices } from '../../app/services.ts';
import { KeyHint } from '../../shared/key-hint.tsx';
import type { Player } from '../player/player.ts';
import { AuthorField } from './author-field.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import styles from './decision-panel.module.css';
import type { EpisodeActs } from './episode-acts.ts';
import { FindingList } from './finding-list.tsx';
import { History } from './history.tsx';
import { LabelState } from './label-state.tsx';
import { NoteField } from './note-field.tsx';
import { OutcomeChoice } from './outcome-choice.tsx';
import { TaskField } from './task-field.tsx';
import { TrimFields } from './trim-fields.tsx';

interface DecisionPanelProps {
  episode: AuditEpisode;
  player: Player;
  acts: EpisodeActs;
}

/** What was found, then what people decide about it, then what they decided before. */
export function DecisionPanel({ episode, player, acts }: DecisionPanelProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={styles.panel} aria-label="Decisions" tabIndex={0}>
      <div className={styles.head}>
        <LabelState row={episode.row} />
        <UndoButtons />
      </div>
      <ConflictNotice history={episode.history} />
      <DecisionFailure />
      <FindingList episode={episode} player={player} />
      <div className={styles.verdicts}>
        <button type="button" data-verdict="accept" onClick={acts.accept}>
          <IconCheck size={20} stroke={2.5} aria-hidden /> Accept <KeyHint command="episode.accept" />
        </button>
        <button type="button" data-verdict="reject" onClick={() => openDialog('reject')}>
          <IconX size={20} stroke={2.5} aria-hidden /> Reject <KeyHint command="episode.reject" />
        </button>
        <button type="button" onClick={acts.secondLook}>
          <IconEye size={20} aria-hidden /> Second look <KeyHint command="episode.secondLook" />
        </button>
      </div>
      <Field title="Outcome">
        <OutcomeChoice episode={episode} onChoose={acts.setOutcome} />
      </Field>
      <Field title="Task">
        <TaskField task={episode.row.task} onWrite={acts.setTask} />
      </Field>
      <Field title="In use">
        <TrimFields episode={episode} player={player} acts={acts} />
      </Field>
      <Field title="Note">
        <NoteField player={player} onWrite={acts.note} />
      </Field>
      <AuthorField />
      <History history={episode.history} onTakeBack={acts.takeBack} />
    </section>
  );
}

function Field({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.field} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function UndoButtons() {
  const { decisions } = useServices();
  const undoable = useStore(decisions.store, (state) => state.undoable.at(-1)?.title);
  const redoable = useStore(decisions.store, (state) => state.redoable.at(-1)?.title);
  return (
    <span className={styles.undo}>
      <button
        type="button"
        disabled={undoable === undefined}
        title={undoable === undefined ? 'Nothing to take back' : `Take back: ${undoable}`}
        aria-label="Undo"
        onClick={() => void decisions.undo()}
      >
        <IconArrowBackUp size={20} aria-hidden />
      </button>
      <button
        type="button"
        disabled={redoable === undefined}
        title={redoable === undefined ? 'Nothing to do again' : `Decide again: ${redoable}`}
        aria-label="Redo"
        onClick={() => void decisions.redo()}
      >
        <IconArrowForwardUp size={20} aria-hidden />
      </button>
    </span>
  );
}

function DecisionFailure() {
  const { decisions } = useServices();
  const failure = useStore(decisions.store, (state) => state.failure);
  if (failure === null) return null;
  return (
    <p role="alert" className={styles.failure}>
      {failure}
    </p>
  );
}
