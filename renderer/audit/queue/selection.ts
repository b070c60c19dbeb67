import { createStore } from 'zustand/vanilla';
import type { AuditRow } from '../../../core/contract/audit.ts';

interface SelectionState {
  /** By episode: how many decisions there were when it was selected. */
  labels: ReadonlyMap<string, number>;
  /** Where a stretch begins that ends at the next Shift-click. */
  anchor: number;
}

type Selectable = Pick<AuditRow, 'id' | 'labels'>;

/** Which episodes of the queue a bulk decision is about. */
export class Selection {
  readonly store = createStore<SelectionState>(() => ({ labels: new Map(), anchor: 0 }));

  toggle(row: Selectable, index: number): void {
    const labels = new Map(this.store.getState().labels);
    if (!labels.delete(row.id)) labels.set(row.id, row.labels);
    this.store.setState({ labels, anchor: index });
  }

  /** From the last one that was toggled to this one, with what lies between. */
  extendTo(index: number, rowAt: (index: number) => Selectable | undefined): void {
    const { anchor, labels } = this.store.getState();
    const rows: Selectable[] = [];
    for (let i = Math.min(anchor, index); i <= Math.max(anchor, index); i += 1) {
      const row = rowAt(i);
      if (row !== undefined) rows.push(row);
    }
    this.store.setState({
      labels: new Map([...labels, ...rows.map((row) => [row.id, row.labels] as const)]),
    });
  }

  add(rows: readonly Selectable[]): void {
    const { labels } = this.store.getState();
    this.store.setState({
      labels: new Map([...labels, ...rows.map((row) => [row.id, row.labels] as const)]),
    });
  }

  clear(): void {
    this.store.setState({ labels: new Map(), anchor: 0 });
  }
}
