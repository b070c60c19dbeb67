import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { VersionSummary } from '../../core/contract/audit.ts';
import type { ExportChoice, ExportOptions, PastExport } from '../../core/contract/export.ts';
import { loaderLine } from '../../core/export-name.ts';
import { useServices } from '../app/services.ts';
import { FreezeForm } from '../audit/versions/freeze-form.tsx';
import controls from '../shared/controls.module.css';
import { countOf } from '../shared/format.ts';
import { settingsStore } from '../shared/settings.ts';
import { Choice } from './choice.tsx';
import styles from './export-form.module.css';
import { suggestFolder } from './suggest-folder.ts';

interface ExportFormProps {
  options: ExportOptions;
  versions: readonly VersionSummary[];
  history: readonly PastExport[];
  /** There is a preview of the choice, and nothing in the way. */
  isReady: boolean;
  onChoice(choice: ExportChoice | null): void;
  onFrozen(): void;
  onStarted(): void;
}

/** What to export, how, in which format, and where to. */
export function ExportForm(props: ExportFormProps) {
  const { options, versions, history, isReady, onChoice, onFrozen, onStarted } = props;
  const { intents } = useServices();
  const isBusy = useStore(intents.store, (state) => state.isBusy);
  const by = useStore(settingsStore, (settings) => settings.auditor);
  const newest = versions.toSorted((a, b) => b.frozenAt.localeCompare(a.frozenAt))[0];
  const [chosen, setChosen] = useState<Partial<ExportChoice>>({});
  const [ownOut, setOwnOut] = useState<string | null>(null);
  const version = chosen.version ?? newest?.name;
  const recipe = chosen.recipe ?? options.recipes[0]!.name;
  const target = chosen.target ?? options.targets[0]!.name;
  useEffect(() => {
    onChoice(version === undefined ? null : { version, recipe, target });
  }, [version, recipe, target, onChoice]);
  const loader = options.targets.find(({ name }) => name === target)?.loader;
  const out = ownOut ?? (version === undefined ? '' : suggestFolder({ version, recipe, target }, history));
  const start = async (): Promise<void> => {
    if (version === undefined) return;
    const wanted = { version, recipe, target, out: out.trim(), by: by.trim() };
    if (!(await intents.perform('exports.start', wanted))) return;
    setOwnOut(null);
    onStarted();
  };
  return (
    <>
      <form
        className={styles.form}
        aria-label="Export"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <Choice
          title="Version"
          value={version ?? ''}
          options={versions.map(({ name, episodes }) => [name, `${name} (${countOf(episodes, 'episode')})`])}
          hint={
            version === undefined
              ? 'Nothing is frozen yet: freeze what the queue shows, below.'
              : describeVersion(versions.find(({ name }) => name === version))
          }
          onChange={(name) => setChosen({ ...chosen, version: name })}
        />
        <Choice
          title="Recipe"
          value={recipe}
          options={options.recipes.map(({ name, isOwn }) => [name, isOwn ? `${name} (your own)` : name])}
          hint={options.recipes.find(({ name }) => name === recipe)?.description ?? ''}
          onChange={(name) => setChosen({ ...chosen, recipe: name })}
        />
        <Choice
          title="Format"
          value={target}
          options={options.targets.map(({ name, title }) => [name, title])}
          hint={
            loader === undefined || version === undefined
              ? ''
              : loaderLine(loader, { out: '<out>', version, recipe })
          }
          isCode
          onChange={(name) => setChosen({ ...chosen, target: name })}
        />
        <div className={styles.field}>
          <label htmlFor="export-out">Folder</label>
          <input
            id="export-out"
            className={controls.input}
            value={out}
            maxLength={1000}
            spellCheck={false}
            aria-describedby="export-out-hint"
            onChange={(event) => setOwnOut(event.currentTarget.value)}
          />
          <p id="export-out-hint">
            on the station’s computer, in <code>{options.folder}</code>
          </p>
        </div>
        <button type="submit" className={controls.primary} disabled={!isReady || isBusy || out.trim() === ''}>
          Export
        </button>
      </form>
      {options.unreadable.map(({ file, message }) => (
        <p key={file} role="alert" className={styles.unreadable}>
          recipes/{file} is no recipe: {message}
        </p>
      ))}
      <details className={styles.freeze} open={versions.length === 0 || undefined}>
        <summary>Freeze what the queue shows, to export that</summary>
        <FreezeForm onFrozen={onFrozen} />
      </details>
    </>
  );
}

function describeVersion(version: VersionSummary | undefined): string {
  if (version === undefined) return '';
  const conditions = Object.entries(version.filter).map(([name, value]) => `${name} ${value}`);
  return `${conditions.length === 0 ? 'everything not rejected' : conditions.join(', ')}, by ${version.by}`;
}
