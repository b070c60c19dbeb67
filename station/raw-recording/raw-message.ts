import type { RosMessage } from '../../robots/bridge/bridge.ts';

/** A message as the bridge handed it over. */
export interface RawMessage {
  topic: string;
  /** As the robot profile spells it. */
  type: string;
  /** Wall-clock time of its arrival, and of its source's stamp; ns since the Unix epoch. */
  receivedWallNs: bigint;
  stampWallNs: bigint;
  message: RosMessage;
}

/** To the thread that writes. */
export type RawRequest = { kind: 'messages'; messages: RawMessage[]; bytes: number } | { kind: 'finish' };

/** From it: so many bytes of messages were taken; all is on disk; or it gave up. */
export type RawReply =
  | { kind: 'taken'; bytes: number }
  | { kind: 'finished'; messages: number; unusable: number }
  | { kind: 'failed'; message: string };
