import { useStore } from 'zustand';
import type { Player } from './player.ts';

/** The row at the playhead. */
export function useRow(player: Player): number {
  return useStore(player.store, (state) => state.row);
}
