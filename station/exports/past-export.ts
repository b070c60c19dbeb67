import type { PastExport } from '../../core/contract/export.ts';
import { messageOf } from '../../core/errors.ts';
import type { ExportReport } from '../../datasets/export/report.ts';

/** Each has its reason in the export's own report. */
const MOST_FAILED = 100;

/** What the history says of how an export ended. */
export async function outcomeOf(
  reported: Promise<Pick<ExportReport, 'totals' | 'episodes'>>,
  isCancelled: () => boolean,
): Promise<Pick<PastExport, 'status' | 'message' | 'totals' | 'failed'>> {
  try {
    const { totals, episodes } = await reported;
    const { trajectories, steps, written, leftOut, failed } = totals;
    return {
      status: 'done',
      message: null,
      totals: { trajectories, steps, written, leftOut, failed },
      failed: episodes
        .flatMap((episode) =>
          episode.status === 'failed' ? [{ id: episode.id, reason: episode.reason }] : [],
        )
        .slice(0, MOST_FAILED),
    };
  } catch (error) {
    if (isCancelled()) return { status: 'cancelled', message: null, totals: null, failed: [] };
    return { status: 'refused', message: messageOf(error), totals: null, failed: [] };
  }
}
