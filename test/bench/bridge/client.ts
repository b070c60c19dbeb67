/** A client of the load server, in a process of its own: `client.ts own|raw|roslib <url> <warm-up ms> <measured ms>`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as ROSLIB from 'roslib';
import type { RosMessage } from '../../../robots/bridge/bridge.ts';
import { RosbridgeClient } from '../../../robots/bridge/rosbridge/client.ts';
import { headerStampNs } from '../../../robots/ros-time.ts';
import { RawRecording } from '../../../station/raw-recording/raw-recording.ts';
import { type ClientReport, TOPICS } from './load.ts';

const [kind, url, warmUpMs, measuredMs] = process.argv.slice(2) as [string, string, string, string];

const report: ClientReport = { messages: 0, lost: 0, latenciesMs: [], coreShare: 0, memoryMb: [] };
const lastSeq = new Map<string, number>();
let isMeasuring = false;

function count(topic: string, message: Record<string, unknown>): void {
  if (!isMeasuring) return;
  const nowNs = process.hrtime.bigint();
  const { seq } = message.header as { seq: number };
  const before = lastSeq.get(topic);
  if (before !== undefined) report.lost += seq - before - 1;
  lastSeq.set(topic, seq);
  report.messages += 1;
  report.latenciesMs.push(Number(nowNs - headerStampNs(message)!) / 1e6);
}

function startOwn(recording: RawRecording | null): void {
  const client = new RosbridgeClient({ url });
  for (const { topic, type, isImage, rateHz } of TOPICS) {
    const onMessage = (message: RosMessage) => {
      count(topic, message);
      if (!isMeasuring || recording === null) return;
      const receivedWallNs = process.hrtime.bigint();
      recording.add({ topic, type, receivedWallNs, stampWallNs: receivedWallNs, message });
    };
    client.subscribe({ topic, type, isImage, rateHz, onMessage });
  }
}

function startRoslib(): void {
  const ros = new ROSLIB.Ros({ url });
  ros.on('connection', () => {
    for (const { topic, type, isImage } of TOPICS) {
      const compression = isImage ? 'cbor' : 'none';
      new ROSLIB.Topic({ ros, name: topic, messageType: type, compression }).subscribe((message) =>
        count(topic, message as Record<string, unknown>),
      );
    }
  });
}

const folder = kind === 'raw' ? await mkdtemp(join(tmpdir(), 'retrace-raw-')) : '';
const recording = kind === 'raw' ? new RawRecording(join(folder, 'raw.mcap')) : null;
if (kind === 'roslib') startRoslib();
else startOwn(recording);
await sleep(Number(warmUpMs));
const startMs = performance.now();
const startCpu = process.cpuUsage();
isMeasuring = true;
while (performance.now() - startMs < Number(measuredMs)) {
  await sleep(500);
  report.memoryMb.push(process.memoryUsage.rss() / 1e6);
}
const { user, system } = process.cpuUsage(startCpu);
report.coreShare = (user + system) / 1000 / (performance.now() - startMs);
isMeasuring = false;
if (recording !== null) {
  const { messages, failure } = await recording.finish();
  if (failure !== null) throw new Error(failure);
  report.lost += report.messages - messages;
  await rm(folder, { recursive: true });
}
process.send!(report, () => process.exit(0));
