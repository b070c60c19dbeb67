import { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { parse } from '../../core/parse.ts';
import type { Activity } from '../../station/desktop/shell-messages.ts';
import { isNewer } from './version-order.ts';

const DAY_MS = 24 * 3_600_000;

/** What the address of the releases answers. */
const releaseSchema = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** Where people get it. */
  page: z.url({ protocol: /^https$/ }),
});

export type Release = z.infer<typeof releaseSchema>;

export interface UpdateCheckOptions {
  /** Whoever builds packages says where their releases are told; null asks nobody. */
  releasesUrl: string | null;
  version: string;
  /** Reads the JSON behind an address. */
  fetchJson(url: string): Promise<unknown>;
  /** Milliseconds since the Unix epoch; null before the first look. */
  lastCheckMs(): number | null;
  onChecked(nowMs: number): void;
  onRelease(release: Release): void;
  onFault(text: string): void;
}

/**
 * Looks for a newer version, at most once a day, and never while a session is on, whose network and disk belong to
 * the robot. It only says so: what is installed changes by a person's hand.
 */
export class UpdateCheck {
  readonly #options: UpdateCheckOptions;

  constructor(options: UpdateCheckOptions) {
    this.#options = options;
  }

  /** Called whenever it is known what the station does; null while it is not, and it may be recording. */
  async consider(activity: Activity | null, nowMs = Date.now()): Promise<void> {
    const { releasesUrl, version, fetchJson, lastCheckMs, onChecked, onRelease, onFault } = this.#options;
    const lastMs = lastCheckMs();
    // A date in the future is of a clock that was wrong.
    const isDue = lastMs === null || nowMs < lastMs || nowMs - lastMs >= DAY_MS;
    if (releasesUrl === null || activity !== 'idle' || !isDue) return;
    onChecked(nowMs);
    try {
      const release = parse(releaseSchema, await fetchJson(releasesUrl), releasesUrl);
      if (new URL(release.page).host !== new URL(releasesUrl).host) {
        throw new Error(`the page ${release.page} is not of the host that tells of it`);
      }
      if (isNewer(release.version, version)) onRelease(release);
    } catch (error) {
      // Without a network there are no news.
      onFault(`no look for a newer version: ${messageOf(error)}`);
    }
  }
}
