import { useEffect, useState } from 'react';
import type { ExportChoice, ExportPreview } from '../../core/contract/export.ts';
import { messageOf } from '../../core/errors.ts';
import { useLink, useServices } from '../app/services.ts';
import type { StationLink } from '../link/station-link.ts';

const LOOK_AGAIN_MS = 400;

export type Preview =
  | { status: 'none' | 'planning' }
  | { status: 'failed'; message: string }
  | { status: 'ready'; value: ExportPreview };

/** What an export of this choice would do; planned anew for each choice. */
export function usePreview(choice: ExportChoice | null, isWanted: boolean): Preview {
  const { station } = useServices();
  const isLive = useLink().status === 'live';
  const [preview, setPreview] = useState<Preview>({ status: 'none' });
  const question = choice === null ? null : JSON.stringify(choice);
  useEffect(() => {
    if (question === null || !isWanted || !isLive) return;
    let isCurrent = true;
    const show = (next: Preview): void => {
      if (isCurrent) setPreview(next);
    };
    show({ status: 'planning' });
    planned(station, JSON.parse(question) as ExportChoice, () => isCurrent).then(
      (value) => value !== null && show({ status: 'ready', value }),
      (error: unknown) => show({ status: 'failed', message: messageOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [station, question, isWanted, isLive]);
  return question === null ? { status: 'none' } : preview;
}

/** Null when nobody wants it any more. */
async function planned(
  station: StationLink,
  choice: ExportChoice,
  isWanted: () => boolean,
): Promise<ExportPreview | null> {
  const asked = await station.request('exports.preview', choice);
  while (isWanted()) {
    const { preview } = await station.request('exports.previewed', asked);
    if (preview !== null) return preview;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return null;
}
