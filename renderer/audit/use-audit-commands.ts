import { currentRoute, goTo } from '../app/route.ts';
import { useServices } from '../app/services.ts';
import { useCommands } from '../commands/use-commands.ts';
import type { DecisionLog } from './decisions/decision-log.ts';

/** Undo and redo, and the ways between the screens of the audit. */
export function useAuditCommands(): void {
  const { decisions } = useServices();
  useCommands('audit', {
    undo: () => void show(decisions, 'undo'),
    redo: () => void show(decisions, 'redo'),
    queue: () => goTo({ screen: 'episodes' }),
    dataset: () => goTo({ screen: 'dataset' }),
    versions: () => goTo({ screen: 'versions' }),
    exports: () => goTo({ screen: 'exports' }),
  });
}

/** Whoever takes something back sees where: from one open episode it leads to the other. */
async function show(decisions: DecisionLog, act: 'undo' | 'redo'): Promise<void> {
  const [id, ...others] = await decisions[act]();
  if (id !== undefined && others.length === 0 && currentRoute().screen === 'replay') {
    goTo({ screen: 'replay', episodeId: id });
  }
}
