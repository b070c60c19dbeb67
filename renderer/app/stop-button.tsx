import { IconHandStop } from '@tabler/icons-react';
import { useServices } from './services.ts';
import styles from './stop-button.module.css';

/** Always there, always enabled: it is not for the screen to judge whether a stop makes sense. */
export function StopButton() {
  const { intents, input } = useServices();
  const stop = (): void => {
    void intents.stop();
    input.unlatch();
  };
  return (
    <button
      type="button"
      className={styles.stop}
      onPointerDown={stop}
      onClick={(event) => event.detail === 0 && stop()}
      title="Space, on every screen. The hardware stop stays the real one."
    >
      <IconHandStop size={24} aria-hidden />
      <span>Stop robot</span>
      <kbd>Space</kbd>
    </button>
  );
}
