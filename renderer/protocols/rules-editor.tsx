import { NativeSelect, NumberInput } from '@mantine/core';
import type { Protocol } from '../../protocols/protocol.ts';
import { withRule } from './draft.ts';
import styles from './rules-editor.module.css';

const RULES = [
  { rule: 'atLeast', title: 'At least' },
  { rule: 'atMost', title: 'At most' },
  { rule: 'flagAbove', title: 'Flagged above' },
] as const;

/** What an episode must have to be valid for its protocol. */
export function RulesEditor({ draft, onChange }: { draft: Protocol; onChange(next: Protocol): void }) {
  const { rules, phases } = draft;
  return (
    <fieldset className={styles.rules}>
      <legend>Rules of a valid episode</legend>
      <table>
        <thead>
          <tr>
            <th scope="col">Times a phase appears</th>
            {RULES.map(({ rule, title }) => (
              <th key={rule} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {phases.map((phase, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a phase's name is what is being typed
            <tr key={i} data-phase-color={phase.color}>
              <th scope="row">{phase.title}</th>
              {RULES.map(({ rule, title }) => (
                <td key={rule}>
                  <NumberInput
                    aria-label={`${phase.title}: ${title.toLowerCase()}`}
                    placeholder="–"
                    min={1}
                    allowDecimal={false}
                    value={rules[rule][phase.name] ?? ''}
                    onChange={(value) =>
                      onChange(withRule(draft, rule, phase.name, value === '' ? null : Number(value)))
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <NativeSelect
        label="Must end as"
        value={rules.outcome ?? ''}
        data={[
          { value: '', label: 'Success or failure' },
          { value: 'success', label: 'Success' },
          { value: 'failure', label: 'Failure' },
        ]}
        onChange={(event) => {
          const { outcome: _before, ...others } = rules;
          const outcome = event.currentTarget.value as 'success' | 'failure' | '';
          onChange({ ...draft, rules: outcome === '' ? others : { ...others, outcome } });
        }}
      />
    </fieldset>
  );
}
