/**
 * Exports of two cameras of 640 × 480 at 30 Hz: video beside ffmpeg alone on the same frames and cores, images beside
 * a copy of the files, memory, and a recording in the same process. `--minutes` of data, 10 unless told, and `--only`
 * `video`, `images` or `recording`.
 */
import { copyFile, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Dataset, openDataset } from '../../datasets/dataset.ts';
import { EPISODE_FILES } from '../../datasets/episode/columns.ts';
import { type ExportJob, runExport } from '../../datasets/export/run-export.ts';
import { findTarget } from '../../datasets/export/targets.ts';
import { shippedRecipes } from '../../datasets/recipes/shipped.ts';
import { ensureFolder } from '../../datasets/storage/files.ts';
import type { Version } from '../../datasets/version.ts';
import { readVersion } from '../../datasets/versions.ts';
import { ensureFfmpeg } from '../../scripts/ensure-ffmpeg.ts';
import { recordInRealTime } from './episodes/real-time.ts';
import { datasetOf, HEAVY } from './episodes/rows.ts';
import { writeCameraDataset } from './export/camera-dataset.ts';
import { encodeAlone, writeMotionJpegs } from './export/ffmpeg-alone.ts';
import { type Figure, quantile, report } from './report.ts';

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, only: { type: 'string' } },
});
const MINUTES = Number(options.minutes);
const PICTURES = MINUTES * 60 * 30 * 2;
/** Formats of encoded pictures. */
const IMAGE_TARGETS = ['huggingface', 'lerobot-v3-images', 'minari', 'rlds'];
const MEMORY_PERIOD_MS = 100;
/** Threads, code and buffers of the first episodes. */
const WARM_UP_SHARE = 0.4;

interface Timed {
  seconds: number;
  /** Most of the last part of the export over most of the part before, after the warm-up. */
  growth: number;
  mostMb: number;
}

async function timeExport(
  dataset: Dataset,
  version: Version,
  target: string,
  out: string,
  isInBackground = false,
): Promise<Timed> {
  const memoryMb: number[] = [];
  const watch = setInterval(() => memoryMb.push(process.memoryUsage.rss() / 1e6), MEMORY_PERIOD_MS);
  const [recipe] = shippedRecipes();
  const job: ExportJob = {
    dataset,
    version,
    recipe: recipe!,
    target: findTarget(target),
    out,
    isInBackground,
  };
  const startMs = performance.now();
  await runExport(job);
  const seconds = (performance.now() - startMs) / 1000;
  clearInterval(watch);
  await rm(out, { recursive: true });
  const warm = memoryMb.slice(Math.floor(memoryMb.length * WARM_UP_SHARE));
  const middle = Math.floor(warm.length / 2);
  const growth = quantile(warm.slice(middle), 0.9) / quantile(warm.slice(0, middle), 0.9);
  return { seconds, growth, mostMb: Math.max(...memoryMb) };
}

/**
 * Seconds that the episodes' files take to be copied and to be on the disk, as an export is when it has its name. The
 * faster of two: both copies and the export find the episodes in the page cache.
 */
async function timeCopy(dataset: Dataset, to: string): Promise<{ seconds: number; megabytes: number }> {
  let [seconds, megabytes] = [Number.POSITIVE_INFINITY, 0];
  for (let round = 0; round < 2; round += 1) {
    await ensureFolder(to);
    megabytes = 0;
    const startMs = performance.now();
    for (const id of await readdir(dataset.episodesPath)) {
      const path = join(to, id);
      await copyFile(join(dataset.episodesPath, id, EPISODE_FILES.data), path);
      const file = await open(path, 'r');
      await file.datasync();
      megabytes += (await file.stat()).size / 1e6;
      await file.close();
    }
    seconds = Math.min(seconds, (performance.now() - startMs) / 1000);
    await rm(to, { recursive: true });
  }
  return { seconds, megabytes };
}

async function compareVideo(dataset: Dataset, version: Version, folder: string): Promise<Figure[]> {
  const motionJpegs = await writeMotionJpegs(dataset, version, join(folder, 'mjpeg'));
  const alone = await encodeAlone(motionJpegs);
  await rm(join(folder, 'mjpeg'), { recursive: true });
  const video = await timeExport(dataset, version, 'lerobot-v3', join(folder, 'out'));
  const [own, others] = [PICTURES / video.seconds, PICTURES / alone];
  console.log(`  lerobot-v3: ${own.toFixed(0)} pictures/s, ffmpeg alone ${others.toFixed(0)}`);
  return [
    { name: 'LeRobot v3, H.264 ÷ ffmpeg alone', value: own / others, unit: '×', target: { atLeast: 0.9 } },
    growthOf('lerobot-v3', video),
  ];
}

async function compareImages(dataset: Dataset, version: Version, folder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const target of IMAGE_TARGETS) {
    const copy = await timeCopy(dataset, join(folder, 'copy'));
    const image = await timeExport(dataset, version, target, join(folder, 'out'));
    const speed = (seconds: number) =>
      `${seconds.toFixed(1)} s (${(copy.megabytes / seconds).toFixed(0)} MB/s)`;
    const seconds = `${speed(image.seconds)}, copy ${speed(copy.seconds)}, both on the disk`;
    console.log(`  ${target}: ${seconds}; ${image.mostMb.toFixed(0)} MB of memory`);
    figures.push(
      { name: `${target} ÷ copy`, value: copy.seconds / image.seconds, unit: '×', target: { atLeast: 0.5 } },
      growthOf(target, image),
    );
  }
  return figures;
}

function growthOf(target: string, { growth }: Timed): Figure {
  const name = `memory of the last part of ${target} ÷ the part before`;
  return { name, value: growth, unit: '×', target: { atMost: 1.1 } };
}

/** Eight cameras are recorded in this process while all cores export. */
async function recordBeside(dataset: Dataset, version: Version, folder: string): Promise<Figure[]> {
  const recorded = await openDataset(join(folder, 'recorded'), { create: datasetOf(HEAVY) });
  let isExporting = true;
  const exporting = timeExport(dataset, version, 'lerobot-v3', join(folder, 'out'), true).finally(() => {
    isExporting = false;
  });
  const recording = await recordInRealTime(recorded, Math.min(60, MINUTES * 10) * 1000);
  const wasBeside = isExporting;
  await exporting;
  if (!wasBeside) throw new Error('the export ended before the recording did');
  console.log(`  recording beside it: 36 MB/s, event loop p99 ${recording.delayP99Ms.toFixed(1)} ms`);
  const name = 'lost of a recording of eight cameras beside an export on all cores';
  return [{ name, value: recording.lost, unit: 'messages', target: { atMost: 0 } }];
}

ensureFfmpeg();
const folder = await mkdtemp(join(tmpdir(), 'retrace-exports-'));
try {
  const dataset = await writeCameraDataset(join(folder, 'dataset'), MINUTES);
  const version = await readVersion(dataset, 'v1');
  console.log(`${MINUTES} minutes, ${PICTURES} pictures, ${availableParallelism()} cores`);
  const parts = { video: compareVideo, images: compareImages, recording: recordBeside };
  const figures: Figure[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (options.only === undefined || options.only === name)
      figures.push(...(await part(dataset, version, folder)));
  }
  report(figures);
} finally {
  await rm(folder, { recursive: true });
}
