import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { Quota } from '../../../core/contract/collect.ts';
import type { ProtocolView } from '../../../core/contract/snapshot.ts';
import { useServices } from '../../app/services.ts';
import { QuotaBar } from '../quota-bar.tsx';
import styles from './quota-editor.module.css';

/** How many minutes of the protocol this dataset shall hold, and how many it has. */
export function QuotaEditor({ quota, protocol }: { quota: Quota; protocol: ProtocolView }) {
  const { intents } = useServices();
  const known = quota.targetMs === null ? '' : quota.targetMs / 60_000;
  const [typed, setTyped] = useState<string | number>(known);
  const save = (): void => {
    const minutes = typeof typed === 'number' && typed > 0 ? typed : null;
    if (minutes !== (known === '' ? null : known)) {
      void intents.perform('quota.set', { protocol: quota.protocol, minutes });
    }
  };
  return (
    <div className={styles.editor}>
      <NumberInput
        label="Minutes wanted"
        description={`of ${protocol.title} in this dataset`}
        placeholder="None set"
        min={1}
        max={100_000}
        value={typed}
        onChange={setTyped}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
      <QuotaBar quota={quota} phases={protocol.phases} />
    </div>
  );
}
