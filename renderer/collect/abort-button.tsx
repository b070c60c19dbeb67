import { IconPlayerStop } from '@tabler/icons-react';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useLink, useServices, useSnapshot } from '../app/services.ts';
import { useCommands } from '../commands/use-commands.ts';
import { isFocusDeliberate } from '../input/deliberate-focus.ts';
import { HOLD_MS, Hold } from '../input/hold.ts';
import styles from './abort-button.module.css';
import { ToolButton } from './tool-button.tsx';

/** Its key lies beside Enter, and what it does cannot be undone: it is held, by key or pointer. */
export function AbortButton() {
  const { intents } = useServices();
  const isRecording = useSnapshot((snapshot) => snapshot.collect.status === 'recording');
  const isLive = useLink().status === 'live';
  const [hold] = useState(() => new Hold());
  const isHeld = useStore(hold.store, (state) => state.isHeld);
  const canAbort = isLive && isRecording;

  const begin = (): void => {
    if (canAbort) hold.begin(() => void intents.perform('episode.abort', {}));
  };
  const letGo = (): void => hold.letGo();
  useCommands('collect', { abort: canAbort ? begin : undefined }, { abort: letGo });
  // What was held for one episode must not end the next one, nor go on when the screen is left.
  useEffect(() => (canAbort ? () => hold.letGo() : undefined), [canAbort, hold]);

  return (
    <ToolButton
      icon={IconPlayerStop}
      action="abort"
      label="Hold to abort"
      isEnabled={canAbort}
      onPointerDown={(event: PointerEvent) => event.button === 0 && begin()}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onContextMenu={(event: MouseEvent) => event.preventDefault()}
      onKeyDown={(event: KeyboardEvent) => isEnter(event) && !event.repeat && isFocusDeliberate() && begin()}
      onKeyUp={(event: KeyboardEvent) => isEnter(event) && letGo()}
      onBlur={letGo}
    >
      {isHeld && <span className={styles.progress} style={{ animationDuration: `${HOLD_MS}ms` }} />}
    </ToolButton>
  );
}

function isEnter({ key }: KeyboardEvent): boolean {
  return key === 'Enter';
}
