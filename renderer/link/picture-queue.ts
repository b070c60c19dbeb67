import type { RecordedPicture } from '../../core/contract/picture.ts';

/** How urgent a picture is, and until when it is wanted. */
export type PictureWish = Pick<RequestInit, 'priority' | 'signal'>;

/** As many as a browser has connections to one server: more would only make the newest wish wait longer. */
const UNDER_WAY = 6;

/** Asks for pictures over the contract a few at a time, urgent ones first; what nobody wants any more is not asked for. */
export class PictureQueue {
  readonly #bring: (picture: RecordedPicture) => Promise<Blob>;
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #underWay = 0;

  constructor(bring: (picture: RecordedPicture) => Promise<Blob>) {
    this.#bring = bring;
  }

  async load(picture: RecordedPicture, { priority = 'auto', signal }: PictureWish = {}): Promise<Blob> {
    await this.#turn(priority === 'low' ? this.#others : this.#urgent, signal ?? null);
    try {
      const blob = await this.#bring(picture);
      signal?.throwIfAborted();
      return blob;
    } finally {
      this.#underWay -= 1;
      this.#next();
    }
  }

  #turn(line: (() => void)[], signal: AbortSignal | null): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const go = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        line.splice(line.indexOf(go), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      line.push(go);
      this.#next();
    });
  }

  #next(): void {
    if (this.#underWay >= UNDER_WAY) return;
    const go = this.#urgent.shift() ?? this.#others.shift();
    if (go === undefined) return;
    this.#underWay += 1;
    go();
  }
}
