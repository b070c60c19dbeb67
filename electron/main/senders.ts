import { isOwnPage } from './screens-address.ts';

/** Of Electron's `WebFrameMain`: null when the frame was gone before its message was read. */
export interface SenderFrame {
  url: string;
  /** Null for the page itself, not null for what is embedded in it. */
  parent: object | null;
}

/** Messages are heard from our own page alone, not from a frame in it, and from no page that took its place. */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url);
}
