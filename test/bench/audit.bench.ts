/**
 * The audit in a real browser against a real station: an episode of 2 GB (4 cameras of 640 × 480 at 30 Hz) is
 * opened, stepped through and scrubbed; a queue of 100,000 episodes is scrolled, filtered and counted.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '../../datasets/dataset.ts';
import { writeAbsentRobot } from '../support/absent-robot.ts';
import { launchBrowser } from '../support/browser.ts';
import { StationProcess } from '../support/station-process.ts';
import { AUDITED_ROBOT, writeLargeEpisode } from './audit/large-episode.ts';
import { figuresOf, timeFirstFrames, timeScrubbing, timeSteps } from './audit/player.ts';
import { lookThrough } from './audit/queue.ts';
import { timeRebuild } from './episodes/catalogue.ts';
import { type Figure, quantile, report } from './report.ts';

const EPISODE_BYTES = 2e9;
const EPISODES = 100_000;
const OPENINGS = 10;
const PRESSES = 100;
const SCRUB_SECONDS = 6;

const folder = await mkdtemp(join(tmpdir(), 'retrace-audit-'));
const browser = await launchBrowser();
try {
  const profile = await writeAbsentRobot(folder, AUDITED_ROBOT);
  const large = join(folder, 'large');
  await writeLargeEpisode(large, EPISODE_BYTES);
  let station = await StationProcess.start(large, ['--profile', profile]);
  const { address } = station;
  try {
    const first = await timeFirstFrames(browser, address, OPENINGS);
    report(figuresOf('first frame of 2 GB', first, 200));
    report(figuresOf('a step', await timeSteps(browser, address, 'ArrowRight', PRESSES), 50));
    report(figuresOf('a step back', await timeSteps(browser, address, 'ArrowLeft', PRESSES), 50));
    report(figuresOf('ten rows on', await timeSteps(browser, address, 'Shift+ArrowRight', PRESSES), 50));
    report(
      figuresOf('scrubbing behind the pointer', await timeScrubbing(browser, address, SCRUB_SECONDS), 100),
    );
  } finally {
    await station.stop();
  }
  await rm(large, { recursive: true });

  const many = join(folder, 'many');
  const { id } = await writeLargeEpisode(many, 1e6);
  await timeRebuild(await openDataset(many), id, EPISODES);
  station = await StationProcess.start(many, ['--profile', profile]);
  try {
    const used = await lookThrough(browser, station.address);
    const figures: Figure[] = [
      { name: 'rows in the queue', value: used.rows, unit: '', target: { atLeast: EPISODES } },
      { name: 'long tasks while scrolling', value: used.longTasks, unit: '', target: { atMost: 0 } },
      { name: 'longest task while scrolling', value: used.longestTaskMs, unit: 'ms', target: { atMost: 50 } },
      { name: 'rows after a jump', value: quantile(used.jumpsMs, 1), unit: 'ms', target: { atMost: 500 } },
      { name: 'rows after typing', value: used.filterMs, unit: 'ms', target: { atMost: 1000 } },
      { name: 'dataset page, first count', value: used.firstCountMs, unit: 'ms', target: { atMost: 60_000 } },
      { name: 'dataset page', value: used.countMs, unit: 'ms', target: { atMost: 1000 } },
    ];
    report(figures);
  } finally {
    await station.stop();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
