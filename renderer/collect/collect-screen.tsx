import { useSnapshot } from '../app/services.ts';
import { StartScreen } from './start/start-screen.tsx';
import { SummaryScreen } from './summary/summary-screen.tsx';
import { Workplace } from './workplace.tsx';

export function CollectScreen() {
  const hasSession = useSnapshot((snapshot) => snapshot.session !== null);
  const summary = useSnapshot((snapshot) => snapshot.summary);
  if (hasSession) return <Workplace />;
  return summary === null ? <StartScreen /> : <SummaryScreen summary={summary} />;
}
