import type { IconProps } from '@tabler/icons-react';
import type { ComponentProps, ComponentType } from 'react';
import { KEYMAP, type KeyAction } from '../input/keymap.ts';
import { KeyHint } from '../shared/key-hint.tsx';
import styles from './tool-button.module.css';

interface ToolButtonProps extends ComponentProps<'button'> {
  icon: ComponentType<IconProps>;
  action: KeyAction<'collect'>;
  label: string;
  isEnabled: boolean;
}

/** A lesser action: its sign, its name and its key; `children` lie over it. */
export function ToolButton({ icon: Icon, action, label, isEnabled, children, ...rest }: ToolButtonProps) {
  const binding = KEYMAP.collect[action];
  return (
    <button type="button" className={styles.tool} disabled={!isEnabled} title={binding.label} {...rest}>
      <Icon size={22} aria-hidden />
      <span>
        {label} <KeyHint code={binding.codes[0]} />
      </span>
      {children}
    </button>
  );
}
