import { useSnapshot } from '../app/services.ts';
import { StartScreen } from './start-screen.tsx';
import { Workplace } from './workplace.tsx';

export function CollectScreen() {
  const hasSession = useSnapshot((snapshot) => snapshot.session !== null);
  return hasSession ? <Workplace /> : <StartScreen />;
}
