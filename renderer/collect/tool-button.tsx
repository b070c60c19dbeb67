import type { IconProps } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { KEYMAP, type KeyAction } from '../input/keymap.ts';
import { KeyHint } from '../shared/key-hint.tsx';
import styles from './tool-button.module.css';

interface ToolButtonProps {
  icon: ComponentType<IconProps>;
  action: KeyAction<'collect'>;
  label: string;
  isEnabled: boolean;
  onClick(): void;
}

/** A lesser action: its sign, its name and its key. */
export function ToolButton({ icon: Icon, action, label, isEnabled, onClick }: ToolButtonProps) {
  const binding = KEYMAP.collect[action];
  return (
    <button
      type="button"
      className={styles.tool}
      disabled={!isEnabled}
      title={binding.label}
      onClick={onClick}
    >
      <Icon size={22} aria-hidden />
      <span>
        {label} <KeyHint code={binding.codes[0]} />
      </span>
    </button>
  );
}
