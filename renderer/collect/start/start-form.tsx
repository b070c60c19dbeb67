import { Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import { useLink, useServices, useSnapshot } from '../../app/services.ts';
import { changeSettings, settingsStore } from '../../shared/settings.ts';
import { PolicyChoice } from './policy-choice.tsx';
import { ProtocolChoice } from './protocol-choice.tsx';
import { QuotaEditor } from './quota-editor.tsx';
import styles from './start-form.module.css';

/** Who drives, what the robot shall do, and how. */
export function StartForm() {
  const { intents } = useServices();
  const protocols = useSnapshot((snapshot) => snapshot.protocols);
  const protocolErrors = useSnapshot((snapshot) => snapshot.protocolErrors);
  const isBusy = useStore(intents.store, (state) => state.isBusy);
  const isLive = useLink().status === 'live';
  const policies = useSnapshot((snapshot) => snapshot.policies);
  // What the station was started with is what is wanted now, whatever was chosen last time.
  const [{ operator, task, protocol, policy }, setForm] = useState(() => {
    const remembered = settingsStore.getState();
    return { ...remembered, policy: policies.find(({ isGiven }) => isGiven)?.name ?? remembered.policy };
  });
  const [isPractice, setPractice] = useState(false);
  const chosen = protocols.find(({ name }) => name === protocol) ?? protocols[0];
  const chosenPolicy = policies.find(({ name, refusal }) => name === policy && refusal === null) ?? null;
  const quota = useSnapshot(({ quotas }) => quotas.find((entry) => entry.protocol === chosen?.name));
  const refused = [
    ...protocolErrors.map(({ file, message }) => ({ name: file, reason: message })),
    ...policies.flatMap(({ name, refusal }) => (refusal === null ? [] : { name, reason: refusal })),
  ];
  const canStart = isLive && !isBusy && operator.trim() !== '' && task.trim() !== '' && chosen !== undefined;

  // Remembered at once: the operator may look at another screen before the session begins.
  const change = (part: { operator?: string; task?: string; protocol?: string; policy?: string }): void => {
    setForm((form) => ({ ...form, ...part }));
    changeSettings(part);
  };
  const start = (event: FormEvent): void => {
    event.preventDefault();
    if (!canStart) return;
    void intents.perform('session.start', {
      operator,
      task,
      protocol: chosen.name,
      isPractice,
      policy: chosenPolicy?.name,
    });
  };

  return (
    <form className={styles.form} onSubmit={start}>
      <h1>Start a session</h1>
      <div className={styles.fields}>
        <TextInput
          label="Operator"
          size="md"
          maxLength={100}
          autoComplete="off"
          value={operator}
          onChange={(event) => change({ operator: event.currentTarget.value })}
        />
        <TextInput
          label="Task"
          size="md"
          maxLength={500}
          autoComplete="off"
          placeholder="Pick up the shirt at the collar"
          value={task}
          onChange={(event) => change({ task: event.currentTarget.value })}
        />
      </div>
      <ProtocolChoice
        protocols={protocols}
        chosen={chosen?.name ?? null}
        onChoose={(name) => change({ protocol: name })}
      />
      <div className={styles.how}>
        <PolicyChoice
          policies={policies}
          chosen={chosenPolicy}
          onChoose={(name) => change({ policy: name })}
        />
        {chosen !== undefined && quota !== undefined && (
          <QuotaEditor key={`${chosen.name} ${quota.targetMs}`} quota={quota} protocol={chosen} />
        )}
      </div>
      {chosenPolicy !== null && (
        <p className={styles.about}>
          {chosenPolicy.about}. It drives while you hold the dead-man, from the beginning of each episode
          until you touch the stick.
        </p>
      )}
      {refused.map(({ name, reason }) => (
        <p key={name} role="alert" className={styles.refused}>
          <strong>{name}</strong> cannot be used: {reason}
        </p>
      ))}
      <div className={styles.go}>
        <Switch
          size="md"
          label="Practice: nothing is recorded"
          checked={isPractice}
          onChange={(event) => setPractice(event.currentTarget.checked)}
        />
        <button type="submit" className={styles.start} disabled={!canStart}>
          {isPractice ? 'Start practice' : 'Start session'}
        </button>
        {(operator.trim() === '' || task.trim() === '') && (
          <p className={styles.missing}>Say who drives and what the robot shall do.</p>
        )}
      </div>
    </form>
  );
}
