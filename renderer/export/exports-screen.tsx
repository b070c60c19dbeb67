import { useState } from 'react';
import type { ExportChoice } from '../../core/contract/export.ts';
import { AuditTabs } from '../audit/audit-tabs.tsx';
import page from '../audit/page.module.css';
import { useAuditCommands } from '../audit/use-audit-commands.ts';
import { useRequest } from '../audit/use-request.ts';
import { ExportForm } from './export-form.tsx';
import { ExportHistory } from './export-history.tsx';
import styles from './exports-screen.module.css';
import { PreviewPanel } from './preview-panel.tsx';
import { RunningPanel } from './running-panel.tsx';
import { useExportsState } from './use-exports-state.ts';
import { usePreview } from './use-preview.ts';

/** From a frozen version to the files of a trainer: choose, see what it will be, make it, find it again. */
export function ExportsScreen() {
  const [frozen, setFrozen] = useState(0);
  const [choice, setChoice] = useState<ExportChoice | null>(null);
  const { state, lookAgain } = useExportsState();
  const options = useRequest('exports.options', {}, '');
  const versions = useRequest('versions.list', {}, frozen);
  useAuditCommands();
  const running = state.status === 'loaded' ? state.value.running : null;
  const preview = usePreview(choice, state.status === 'loaded' && running === null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={page.page} aria-label="Exports" tabIndex={0}>
      <AuditTabs at="exports" />
      {[options, versions, state].map(
        (asked) =>
          asked.status === 'failed' && (
            <p key={asked.message} role="alert" className={styles.fault}>
              {asked.message}
            </p>
          ),
      )}
      {options.status === 'loaded' && versions.status === 'loaded' && (
        <ExportForm
          options={options.value}
          versions={versions.value.versions}
          history={state.status === 'loaded' ? state.value.history : []}
          isReady={preview.status === 'ready' && preview.value.refusal === null && running === null}
          onChoice={setChoice}
          onFrozen={() => setFrozen((count) => count + 1)}
          onStarted={lookAgain}
        />
      )}
      {running === null ? (
        <PreviewPanel preview={preview} />
      ) : (
        <RunningPanel running={running} onCancelled={lookAgain} />
      )}
      {state.status === 'loaded' && options.status === 'loaded' && (
        <ExportHistory history={state.value.history} targets={options.value.targets} />
      )}
    </section>
  );
}
