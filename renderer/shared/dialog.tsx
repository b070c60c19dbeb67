import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './dialog.module.css';

interface DialogProps {
  title: string;
  widthPx: number;
  isOpen: boolean;
  onClose(): void;
  children: ReactNode;
}

/** A dialog below the top bar, so that the stop stays in reach. Esc and a click beside it close it. */
export function Dialog({ title, widthPx, isOpen, onClose, children }: DialogProps) {
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      size={widthPx}
      centered
      yOffset={80}
      zIndex={100}
      transitionProps={{ duration: 0 }}
      // Locking the scroll would insert a style element; the shell does not scroll anyway.
      lockScroll={false}
    >
      <Modal.Overlay />
      <Modal.Content>
        <div className={styles.head}>
          <Modal.Title className={styles.title}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" size="lg" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
