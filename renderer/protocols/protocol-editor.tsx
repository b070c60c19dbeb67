import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Issue } from '../../core/parse.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { formatRoute, goTo } from '../app/route.ts';
import { useServices } from '../app/services.ts';
import { issuesIn, issuesOf, withNewPhase, withoutPhase, withPhase } from './draft.ts';
import { PhaseEditor } from './phase-editor.tsx';
import styles from './protocol-editor.module.css';
import { RulesEditor } from './rules-editor.tsx';

interface ProtocolEditorProps {
  original: Protocol;
  isOwn: boolean;
  begin: Protocol;
}

/** Every field of a protocol, held against the schema with each change. */
export function ProtocolEditor({ original, isOwn, begin }: ProtocolEditorProps) {
  const { station } = useServices();
  const [draft, setDraft] = useState(begin);
  const [refused, setRefused] = useState<Issue[]>([]);
  const issues = useMemo(() => issuesOf(draft), [draft]);
  const errorAt = (path: string): string | undefined =>
    [...issues, ...refused].find((issue) => issue.path === path)?.message;
  const change = (next: Protocol): void => {
    setRefused([]);
    setDraft(next);
  };
  const save = async (): Promise<void> => {
    try {
      await station.request('protocols.save', { text: JSON.stringify(draft) });
      goTo({ screen: 'collect' });
    } catch (error) {
      setRefused(issuesIn(error));
    }
  };
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <div>
          <h1>{original.title}</h1>
          <p>
            {isOwn ? 'The dataset’s own protocol.' : 'Shipped with Retrace; a change is kept in the dataset.'}{' '}
            Give it another name to make a new one beside it.
          </p>
        </div>
        <a href={formatRoute({ screen: 'collect' })}>Leave without saving</a>
        <button
          type="button"
          className={styles.save}
          disabled={issues.length > 0}
          onClick={() => void save()}
        >
          Save protocol
        </button>
      </header>
      <Verdict issues={[...issues, ...refused]} />
      <section className={styles.general} aria-label="General">
        <TextInput
          label="Name"
          description="In files and filters"
          value={draft.name}
          error={errorAt('name')}
          onChange={(event) => change({ ...draft, name: event.currentTarget.value })}
        />
        <NumberInput
          label="Version"
          description="Stands in every episode"
          min={1}
          allowDecimal={false}
          value={draft.version}
          error={errorAt('version')}
          onChange={(value) => change({ ...draft, version: Number(value) })}
        />
        <TextInput
          label="Title"
          description="On its card"
          value={draft.title}
          error={errorAt('title')}
          onChange={(event) => change({ ...draft, title: event.currentTarget.value })}
        />
        <NativeSelect
          label="Begins with"
          description="The first phase"
          value={draft.start}
          error={errorAt('start')}
          data={draft.phases.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(event) => change({ ...draft, start: event.currentTarget.value })}
        />
        <NumberInput
          label="Reward of success"
          description="0 on every other step"
          value={draft.reward.success}
          error={errorAt('reward.success')}
          onChange={(value) => change({ ...draft, reward: { kind: 'sparse', success: Number(value) } })}
        />
        <TextInput
          className={styles.wide}
          label="Description"
          value={draft.description}
          error={errorAt('description')}
          onChange={(event) => change({ ...draft, description: event.currentTarget.value })}
        />
      </section>
      {draft.phases.map((phase, i) => (
        <PhaseEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a phase's name is what is being typed
          key={i}
          phase={phase}
          phases={draft.phases}
          errorAt={(path) => errorAt(`phases[${i}]${path}`)}
          onChange={(part) => change(withPhase(draft, i, part))}
          onRemove={draft.phases.length > 1 ? () => change(withoutPhase(draft, i)) : undefined}
        />
      ))}
      <button type="button" className={styles.add} onClick={() => change(withNewPhase(draft))}>
        <IconPlus size={20} aria-hidden /> Add a phase
      </button>
      <RulesEditor draft={draft} onChange={change} />
    </div>
  );
}

function Verdict({ issues }: { issues: readonly Issue[] }) {
  if (issues.length === 0) {
    return (
      <p className={styles.verdict} role="status">
        <IconCheck size={20} aria-hidden /> Can be saved.
      </p>
    );
  }
  return (
    <div className={styles.verdict} role="status" data-wrong>
      <IconAlertTriangle size={20} aria-hidden />
      <ul aria-label="What is wrong">
        {issues.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <code>{path}</code> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
