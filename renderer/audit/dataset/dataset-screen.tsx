import { useStore } from 'zustand';
import type { AuditFilter } from '../../../core/contract/audit.ts';
import type { Statistics } from '../../../core/contract/statistics.ts';
import { goTo } from '../../app/route.ts';
import { useServices, useSnapshot } from '../../app/services.ts';
import { findProtocol } from '../../shared/find-protocol.ts';
import { lookUpPhase } from '../../shared/phase-band.tsx';
import { AuditTabs } from '../audit-tabs.tsx';
import page from '../page.module.css';
import { ReadingProgress } from '../reading-progress.tsx';
import { useAuditCommands } from '../use-audit-commands.ts';
import { useAuditProgress } from '../use-audit-progress.ts';
import { useRequest } from '../use-request.ts';
import { AgreementCard } from './agreement-card.tsx';
import { Card } from './card.tsx';
import { CoverageMap } from './coverage-map.tsx';
import styles from './dataset-screen.module.css';
import { LatencyTable } from './latency-table.tsx';
import { ShareBars } from './share-bars.tsx';
import { SimilarityHistogram } from './similarity-histogram.tsx';

/** What was collected, in pictures; each leads to its episodes. */
export function DatasetScreen() {
  const { decisions } = useServices();
  const own = useStore(decisions.store, (state) => state.revision);
  const progress = useAuditProgress();
  const asked = useRequest('audit.stats', {}, `${own} ${progress?.reading?.done}`);
  useAuditCommands();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={page.page} aria-label="Dataset" tabIndex={0}>
      <AuditTabs at="dataset">{asked.status === 'loaded' && <Sums stats={asked.value} />}</AuditTabs>
      <ReadingProgress progress={progress} />
      {asked.status === 'loading' && <p role="status">Counting…</p>}
      {asked.status === 'failed' && <p role="alert">There are no figures. {asked.message}</p>}
      {asked.status === 'loaded' && <Pictures stats={asked.value} />}
    </section>
  );
}

function Sums({ stats: { episodes, minutes, checked } }: { stats: Statistics }) {
  return (
    <p className={styles.sums}>
      {episodes.toLocaleString()} episodes · {minutes.toFixed(1)} minutes
      {checked < episodes && ` · checks have run on ${checked.toLocaleString()}`}
    </p>
  );
}

const OUTCOMES: Readonly<Record<string, string>> = {
  success: 'Success',
  failure: 'Failure',
  aborted: 'Aborted',
};
const LABEL_STATES: Readonly<Record<string, string>> = {
  unjudged: 'Not judged',
  accepted: 'Accepted',
  rejected: 'Rejected',
  'second-look': 'Second look',
};

function Pictures({ stats }: { stats: Statistics }) {
  const { queue } = useServices();
  const protocols = useSnapshot((snapshot) => snapshot.protocols);
  const phases = protocols.flatMap((protocol) => protocol.phases);
  const show = (filter: AuditFilter): void => {
    queue.ask({ filter });
    goTo({ screen: 'episodes' });
  };
  return (
    <div className={styles.cards}>
      <Card title="Minutes per phase">
        <ShareBars
          shares={stats.perPhase}
          titleOf={(name) => lookUpPhase(phases, name).title}
          colorOf={(name) => lookUpPhase(phases, name).color}
          onShow={(phase) => show({ phase })}
        />
      </Card>
      <Card title="Class balance" hint="minutes by outcome">
        <ShareBars
          shares={stats.perOutcome}
          titleOf={(name) => OUTCOMES[name] ?? name}
          onShow={(outcome) => show({ outcome: outcome as NonNullable<AuditFilter['outcome']> })}
        />
      </Card>
      <Card title="Judged" hint="minutes by what people decided">
        <ShareBars
          shares={stats.perLabelState}
          titleOf={(name) => LABEL_STATES[name] ?? name}
          onShow={(state) => show({ labelState: state as NonNullable<AuditFilter['labelState']> })}
        />
      </Card>
      <Card title="Minutes per protocol">
        <ShareBars
          shares={stats.perProtocol}
          titleOf={(name) => findProtocol(protocols, name)?.title ?? name}
          onShow={(protocol) => show({ protocol })}
        />
      </Card>
      <Card title="Minutes per operator">
        <ShareBars
          shares={stats.perOperator}
          titleOf={(name) => name}
          onShow={(operator) => show({ operator })}
        />
      </Card>
      <Card title="Minutes per day">
        <ShareBars shares={stats.perDay} titleOf={(name) => name} onShow={(day) => show(wholeDay(day))} />
      </Card>
      <Card title="Where it ended" hint="gripper at the end of failures and successes" isWide>
        <CoverageMap coverage={stats.coverage} onShow={(ids) => show({ ids })} />
      </Card>
      <Card
        title="Visual similarity"
        hint="failure to success, own episode ÷ others; 1 and more is flagged"
        isWide
      >
        <SimilarityHistogram bins={stats.similarity} onShow={(ids) => show({ ids })} />
      </Card>
      <Card title="Latency" hint="from a message's stamp to its arrival" isWide>
        <LatencyTable latency={stats.latency} onShow={(ids) => show({ ids })} />
      </Card>
      <Card title="Agreement" hint="the same episodes, judged by two people" isWide>
        <AgreementCard onShow={(ids) => show({ ids })} />
      </Card>
    </div>
  );
}

/** The figures count days in UTC. */
function wholeDay(day: string): AuditFilter {
  const from = new Date(`${day}T00:00:00Z`);
  return { from: from.toISOString(), before: new Date(from.getTime() + 86_400_000).toISOString() };
}
