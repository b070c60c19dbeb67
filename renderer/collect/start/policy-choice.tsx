import { Select } from '@mantine/core';
import type { PolicyView } from '../../../core/contract/snapshot.ts';

interface PolicyChoiceProps {
  policies: readonly PolicyView[];
  /** Null for the operator alone. */
  chosen: PolicyView | null;
  /** @param name empty for none */
  onChoose(name: string): void;
}

/** Who drives first: the operator alone, or a policy until they take over. */
export function PolicyChoice({ policies, chosen, onChoose }: PolicyChoiceProps) {
  return (
    <Select
      label="Drives first"
      description="you, or a policy of this dataset"
      data={[
        { value: '', label: 'You, without a policy' },
        ...policies.map(({ name, refusal }) => ({ value: name, label: name, disabled: refusal !== null })),
      ]}
      value={chosen?.name ?? ''}
      allowDeselect={false}
      onChange={(name) => onChoose(name ?? '')}
    />
  );
}
