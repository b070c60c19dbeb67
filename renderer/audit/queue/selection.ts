import { createStore } from 'zustand/vanilla';
import type { AuditRow } from '../../../core/contract/audit.ts';
import { messageOf } from '../../../core/errors.ts';
import type { Place, QueueModel } from './queue-model.ts';
import { stretchOf } from './stretch.ts';

interface SelectionState {
  /** By episode: how many decisions there were when it was selected. */
  labels: ReadonlyMap<string, number>;
  /** Where a stretch begins that ends at the next Shift-click. */
  anchor: Place;
  /** Why the last stretch was not selected, in words; null if it was. */
  refusal: string | null;
}

type Selectable = Pick<AuditRow, 'id' | 'labels'>;

const NOTHING: SelectionState = { labels: new Map(), anchor: { index: 0, id: '' }, refusal: null };

/** Which episodes of the queue a bulk decision is about. */
export class Selection {
  readonly store = createStore<SelectionState>(() => NOTHING);

  toggle(row: Selectable, index: number): void {
    const labels = new Map(this.store.getState().labels);
    if (!labels.delete(row.id)) labels.set(row.id, row.labels);
    this.store.setState({ labels, anchor: { index, id: row.id }, refusal: null });
  }

  /** From the last one that was toggled to this one, with all that lies between, or nothing of it. */
  async extendTo(place: Place, queue: QueueModel): Promise<void> {
    const { filter } = queue.store.getState();
    try {
      const rows = await stretchOf(queue, this.store.getState().anchor, place);
      // Asked for something else meanwhile: then nobody meant these.
      if (filter === queue.store.getState().filter) this.add(rows);
    } catch (error) {
      this.store.setState({ refusal: messageOf(error) });
    }
  }

  add(rows: readonly Selectable[]): void {
    const { labels } = this.store.getState();
    this.store.setState({
      labels: new Map([...labels, ...rows.map((row) => [row.id, row.labels] as const)]),
      refusal: null,
    });
  }

  clear(): void {
    this.store.setState(NOTHING);
  }
}
