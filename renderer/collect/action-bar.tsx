import { IconArrowBackUp, IconCheck, IconRefresh, IconX } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import { openDialog } from '../app/dialogs.ts';
import { useLink, useServices, useSnapshot } from '../app/services.ts';
import { useCommands } from '../commands/use-commands.ts';
import type { ScreenButton } from '../input/input-source.ts';
import { KeyHint } from '../shared/key-hint.tsx';
import { AbortButton } from './abort-button.tsx';
import styles from './action-bar.module.css';
import { Blockers } from './blockers.tsx';
import { HandToPolicy } from './hand-to-policy.tsx';
import { Settling } from './settling.ts';
import { ToolButton } from './tool-button.tsx';
import { primaryWayOn, secondaryWaysOn, type WayOn } from './ways-on.ts';

/** Everything that changes the episode. One button is large: what the protocol wants next. */
export function ActionBar() {
  const { intents, input } = useServices();
  const collect = useSnapshot((snapshot) => snapshot.collect);
  const canReset = useSnapshot((snapshot) => snapshot.robot.canReset);
  const isLive = useLink().status === 'live';
  const isBusy = useStore(intents.store, (state) => state.isBusy);
  const [settling] = useState(() => new Settling());
  const isSettled = useStore(settling.store, (state) => state.isSettled);
  // Before the new meaning is painted, so that no press can meet it as settled.
  useLayoutEffect(() => settling.see(collect), [settling, collect]);

  const primary = primaryWayOn(collect);
  const secondary = secondaryWaysOn(collect);
  const can = {
    undo: isLive && collect.canUndo,
    discard: isLive && collect.status === 'review',
    resetScene: isLive && canReset && collect.status === 'ready',
  };

  const go = (way: WayOn | undefined): void => {
    if (isLive && !isBusy && way?.intent && settling.press()) {
      void intents.perform(way.intent.name, way.intent.params);
    }
  };
  const actions = {
    undo: () => void intents.perform('episode.undo', {}),
    discard: () => openDialog('discard'),
    resetScene: () => void intents.perform('scene.reset', {}),
  };

  useCommands('collect', {
    primary: isLive && primary.intent !== null ? () => go(primary) : undefined,
    secondary: (keyIndex) => go(secondary[keyIndex]),
    undo: can.undo ? actions.undo : undefined,
    discard: can.discard ? actions.discard : undefined,
    resetScene: can.resetScene ? actions.resetScene : undefined,
  });
  const onButton = useEffectEvent((button: ScreenButton) => {
    if (button === 'primary') go(primary);
    if (button === 'secondary') go(secondary[0]);
  });
  useEffect(() => input.onButton((button) => onButton(button)), [input]);

  return (
    <section className={styles.bar} aria-label="Episode">
      <button
        type="button"
        className={styles.primary}
        data-tone={primary.tone}
        disabled={!isLive || primary.intent === null}
        aria-disabled={!isSettled}
        aria-busy={isBusy}
        onClick={() => go(primary)}
      >
        {primary.tone === 'accept' && <IconCheck size={30} stroke={3} aria-hidden />}
        {primary.label}
        <KeyHint command="collect.primary" />
      </button>
      {secondary.map((way, i) => (
        <button
          key={way.label}
          type="button"
          className={styles.secondary}
          disabled={!isLive}
          aria-disabled={!isSettled}
          onClick={() => go(way)}
        >
          {way.label}
          <KeyHint command="collect.secondary" index={i} />
        </button>
      ))}
      {collect.status === 'review' && (
        <button type="button" className={styles.secondary} data-tone="reject" onClick={actions.discard}>
          <IconX size={26} stroke={3} aria-hidden />
          Discard
          <KeyHint command="collect.discard" />
        </button>
      )}
      {collect.blockers.length > 0 ? (
        <Blockers blockers={collect.blockers} />
      ) : (
        <span className={styles.space} />
      )}
      <HandToPolicy />
      <ToolButton
        icon={IconArrowBackUp}
        action="undo"
        label="Undo mark"
        isEnabled={can.undo}
        onClick={actions.undo}
      />
      <AbortButton />
      <ToolButton
        icon={IconRefresh}
        action="resetScene"
        label="New scene"
        isEnabled={can.resetScene}
        onClick={actions.resetScene}
      />
    </section>
  );
}
