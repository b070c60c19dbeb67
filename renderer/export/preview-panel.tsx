import type { ExportPreview } from '../../core/contract/export.ts';
import { countOf } from '../shared/format.ts';
import styles from './panel.module.css';
import { PreviewTable } from './preview-table.tsx';
import type { Preview } from './use-preview.ts';

/** What the export will be, before anything is written. */
export function PreviewPanel({ preview }: { preview: Preview }) {
  if (preview.status === 'none') return null;
  return (
    <section className={styles.panel} aria-label="Preview">
      <h2>Preview</h2>
      {preview.status === 'planning' && <p role="status">Planning…</p>}
      {preview.status === 'failed' && <Refusal>{preview.message}</Refusal>}
      {preview.status === 'ready' && (
        <>
          {preview.value.refusal !== null && <Refusal>{preview.value.refusal}</Refusal>}
          <Totals totals={preview.value.totals} />
          <PreviewTable episodes={preview.value.episodes} total={preview.value.totals.episodes} />
        </>
      )}
    </section>
  );
}

function Refusal({ children }: { children: string }) {
  return (
    <p role="alert" className={styles.refusal}>
      <strong>This cannot be exported.</strong> {children}
    </p>
  );
}

function Totals({ totals }: { totals: ExportPreview['totals'] }) {
  const { episodes, planned, leftOut, failed, trajectories, validation, steps, keptSteps, maskedSteps } =
    totals;
  const { duplicated, dropped, interpolated } = totals.samples;
  const facts: [string, string, string][] = [
    ['Episodes', `${number(planned)} of ${number(episodes)}`, `${leftOut} left out, ${failed} failed`],
    [
      'Trajectories',
      number(trajectories),
      `${number(trajectories - validation)} train, ${number(validation)} validation`,
    ],
    ['Steps', number(steps), 'in the export'],
    ['Recorded steps kept', number(keptSteps), `${number(maskedSteps)} masked`],
    [
      'Resampled',
      number(duplicated + dropped + interpolated),
      `${number(duplicated)} repeated, ${number(dropped)} dropped, ${number(interpolated)} interpolated`,
    ],
  ];
  return (
    <dl className={styles.facts} aria-label={`Sums of ${countOf(episodes, 'episode')}`}>
      {facts.map(([title, value, more]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <strong>{value}</strong>
            <span>{more}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const number = (value: number): string => value.toLocaleString();
