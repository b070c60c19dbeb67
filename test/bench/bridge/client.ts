/** A client of the load server, in a process of its own: `client.ts own|roslib <url> <warm-up ms> <measured ms>`. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as ROSLIB from 'roslib';
import { RosbridgeClient } from '../../../robots/bridge/rosbridge/client.ts';
import { headerStampNs } from '../../../robots/ros-time.ts';
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

function startOwn(): void {
  const client = new RosbridgeClient({ url });
  for (const { topic, type, isImage, rateHz } of TOPICS) {
    client.subscribe({ topic, type, isImage, rateHz, onMessage: (message) => count(topic, message) });
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

if (kind === 'own') startOwn();
else startRoslib();
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
process.send!(report, () => process.exit(0));
