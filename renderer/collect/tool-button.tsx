import type { IconProps } from '@tabler/icons-react';
import type { ComponentProps, ComponentType } from 'react';
import { type ActionOf, COMMANDS } from '../commands/commands.ts';
import { KeyHint } from '../shared/key-hint.tsx';
import styles from './tool-button.module.css';

interface ToolButtonProps extends ComponentProps<'button'> {
  icon: ComponentType<IconProps>;
  action: ActionOf<'collect'>;
  label: string;
  isEnabled: boolean;
}

/** A lesser action: its sign, its name and its key; `children` lie over it. */
export function ToolButton({ icon: Icon, action, label, isEnabled, children, ...rest }: ToolButtonProps) {
  return (
    <button
      type="button"
      className={styles.tool}
      disabled={!isEnabled}
      title={COMMANDS.collect[action].title}
      {...rest}
    >
      <Icon size={22} aria-hidden />
      <span>
        {label} <KeyHint command={`collect.${action}`} />
      </span>
      {children}
    </button>
  );
}
