import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { type Dataset, episodeFolder, episodeNames, openDataset } from '../datasets/dataset.ts';
import { EPISODE_FILES } from '../datasets/episode/columns.ts';
import { type Judgement, judgeEpisode } from '../datasets/episode/judged.ts';
import type { Label } from '../datasets/episode/label.ts';
import { foldLabels } from '../datasets/episode/label-state.ts';
import { openEpisode } from '../datasets/episode/reader.ts';
import { recoverEpisode } from '../datasets/episode/recover.ts';
import type { StepRow } from '../datasets/episode/row.ts';
import { EpisodeWriter } from '../datasets/episode/writer.ts';
import { appendLabel, readLabels } from '../datasets/labels.ts';
import { freezeVersion, readVersion } from '../datasets/versions.ts';
import { foldRecovered } from '../station/collect/fold-recovered.ts';
import { depthPng } from '../test/builders/depth-png.ts';
import { BUILT_DATASET, buildEnd, buildHead, buildRow, writeEpisode } from '../test/builders/episode.ts';
import { writeTurning } from '../test/builders/turning-episode.ts';
import { ensureLoaders } from './loader-environments.ts';
import { ensurePythonEnvironment } from './python-environment.ts';
import { testExports } from './python-exports.ts';
import { writeTrajectories } from './python-recipes.ts';

const root = join(import.meta.dirname, '..');

/**
 * Episodes are read from outside, by Python: those of the builder, whose every value is known, and those
 * that the station collects with its scripted operator.
 */
async function main(): Promise<void> {
  const python = ensurePythonEnvironment(root);
  const folder = mkdtempSync(join(tmpdir(), 'retrace-python-'));
  try {
    const built = join(folder, 'built');
    await build(built);
    const edge = join(folder, 'edge');
    await buildEdgeCases(edge);
    const judged = join(folder, 'judged');
    await buildJudged(judged);
    const turning = join(folder, 'turning');
    await buildTurning(turning);
    const collected = join(folder, 'collected');
    const collect = [
      'collect',
      '--protocol',
      'visual-backtracking',
      '--episodes',
      '3',
      '--fast',
      '--out',
      collected,
    ];
    execFileSync(process.execPath, [join(root, 'bin/retrace.mjs'), ...collect], { stdio: 'inherit' });
    const scripted = await openDataset(collected);
    await freezeVersion(scripted, { name: 'v1', by: 'grace', filter: {}, ids: await episodeNames(scripted) });
    await writeTrajectories(scripted, 'v1');
    const exportTests = join(root, 'test/python/export');
    const tests = [join(root, 'trainers/tests'), join(root, 'test/python'), '--ignore', exportTests];
    const options = ['--rootdir', root, '-W', 'error', '-p', 'no:cacheprovider', ...process.argv.slice(2)];
    const { status } = spawnSync(python, ['-m', 'pytest', ...options, ...tests], {
      stdio: 'inherit',
      env: {
        ...process.env,
        RETRACE_BUILT: built,
        RETRACE_JUDGED: judged,
        RETRACE_TURNING: turning,
        RETRACE_COLLECTED: collected,
        RETRACE_EDGE: edge,
        RETRACE_GOLDEN: join(root, 'test/golden'),
        // Everything that Hugging Face would fetch or keep stays in the test's own folder.
        HF_HOME: join(folder, 'huggingface'),
        HF_HUB_OFFLINE: '1',
        HF_DATASETS_OFFLINE: '1',
      },
    });
    const haveExportsPassed = await testExports(root, python, folder);
    const haveLearnersPassed = testLearners(python, built, join(folder, 'experiment'));
    process.exitCode = status === 0 && haveExportsPassed && haveLearnersPassed ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Retrace's own learners, in the environment that has PyTorch for the trainers' loaders: by themselves, and
 * from collecting to the report in the quick form of the experiment.
 */
function testLearners(python: string, built: string, out: string): boolean {
  const torchPython = ensureLoaders(root, python, 'torch');
  if (torchPython === null) {
    console.error('\nSKIPPED, NOT VERIFIED: retrace-train: PyTorch is not installed.\n');
    return true;
  }
  const options = ['--rootdir', root, '-W', 'error', '-p', 'no:cacheprovider', '-q'];
  const test = join(root, 'trainers/tests/test_learning.py');
  const { status } = spawnSync(torchPython, ['-m', 'pytest', ...options, test], {
    stdio: 'inherit',
    env: { ...process.env, RETRACE_BUILT: built, PYTHONPATH: join(root, 'trainers/src') },
  });
  const experiment = [join(root, 'scripts/experiment-vbt.ts'), '--quick', '--out', out];
  const quick = spawnSync(process.execPath, experiment, {
    stdio: 'inherit',
    env: { ...process.env, RETRACE_PYTHON: torchPython },
  });
  return status === 0 && quick.status === 0;
}

/** Two sealed episodes of 40 and 50 steps, one recovered after a crash, one that is being recorded. */
async function build(path: string): Promise<void> {
  const dataset = await openDataset(path, { create: BUILT_DATASET });
  const limits = { batchBytes: 12_000 };
  await writeEpisode(dataset, 40, { limits });
  await writeEpisode(dataset, 50, { limits });

  const cut = buildHead();
  const writer = await EpisodeWriter.create(dataset, cut, { limits: { ...limits, batchMs: 1 } });
  for (let step = 0; step < 40; step += 1) writer.append(buildRow(cut, step, 60));
  while (writer.durableNs === 0n) await new Promise((resolve) => setTimeout(resolve, 50));
  truncateSync(join(writer.folder, EPISODE_FILES.data), writer.bytesWritten - 10);
  await recoverEpisode(dataset, cut.id, foldRecovered);

  await EpisodeWriter.create(dataset, buildHead());
}

/**
 * Episodes that people judged, frozen as version `v1`, then judged anew; `expected-<which>.json` has what this
 * side makes of each, `v1` as frozen and `now` as it is.
 */
async function buildJudged(path: string): Promise<void> {
  const dataset = await openDataset(path, { create: BUILT_DATASET });
  const steps = 40;
  const decisions: Decision[][] = [
    [{ kind: 'accept' }, { kind: 'trim', startNs: 300_000_001, endNs: 1_300_000_000 }],
    [{ kind: 'outcome', outcome: 'failure' }],
    [{ kind: 'trim', startNs: 0, endNs: 500_000_000 }],
    [
      {
        kind: 'segments',
        segments: [
          { phase: 'failure', attempt: 0, startNs: 0, endNs: 700_000_000 },
          { phase: 'success', attempt: 1, startNs: 700_000_000, endNs: 2_000_000_000 },
        ],
      },
      { kind: 'note', text: 'moved' },
      { kind: 'task', task: 'fold the red shirt' },
    ],
    [],
  ];
  const ids: string[] = [];
  const decide = async (id: string, decision: Decision) => {
    await appendLabel(dataset, id, { format: 1, by: 'grace', at: new Date().toISOString(), ...decision });
  };
  for (const all of decisions) {
    const { head } = await writeEpisode(dataset, steps);
    for (const decision of all) await decide(head.id, decision);
    ids.push(head.id);
  }
  await freezeVersion(dataset, { name: 'v1', by: 'grace', filter: {}, ids });
  await writeExpected(dataset, 'v1', (id) =>
    readVersion(dataset, 'v1').then(({ episodes }) => episodes.find((e) => e.id === id)!),
  );
  await writeTrajectories(dataset, 'v1');
  const rejection = uuidv7();
  await decide(ids[0]!, { kind: 'trim', startNs: 0, endNs: 1_000_000_000 });
  await decide(ids[1]!, { kind: 'reject', reason: 'torn' });
  await decide(ids[2]!, { kind: 'reject', reason: 'torn', id: rejection });
  await decide(ids[2]!, { kind: 'undo', undoes: rejection });
  await decide(ids[3]!, { kind: 'accept' });
  await decide(ids[3]!, { kind: 'task', task: 'fold the blue shirt' });
  await writeExpected(dataset, 'now', async (id) => foldLabels((await readLabels(dataset, id)).labels));
}

/** An episode whose state has an orientation. */
async function buildTurning(path: string): Promise<void> {
  const dataset = await openDataset(path, { create: BUILT_DATASET });
  const { head } = await writeTurning(dataset, 40);
  await freezeVersion(dataset, { name: 'v1', by: 'grace', filter: {}, ids: [head.id] });
  await writeTrajectories(dataset, 'v1');
}

type Decision = Label extends infer L ? (L extends Label ? Omit<L, 'format' | 'by' | 'at'> : never) : never;

async function writeExpected(
  dataset: Dataset,
  which: string,
  judgementOf: (id: string) => Promise<Judgement & { verdict: string | null }>,
): Promise<void> {
  const expected: Record<string, object> = {};
  for (const id of await episodeNames(dataset)) {
    const judgement = await judgementOf(id);
    const reader = await openEpisode(episodeFolder(dataset, id));
    const { timeNs } = await reader.series();
    await reader.close();
    const judged = judgeEpisode(reader.manifest, Array.from(timeNs, Number), judgement);
    expected[id] = { verdict: judgement.verdict, ...judged };
  }
  writeFileSync(join(dataset.path, `expected-${which}.json`), JSON.stringify(expected));
}

/** A dataset each: no camera, twelve, depth of 16 bits, and a camera that is late and then drops out. */
async function buildEdgeCases(path: string): Promise<void> {
  const twelve = Array.from({ length: 12 }, (_, index) => `camera-${index}`);
  await buildEdgeCase(path, [], (row) => row);
  await buildEdgeCase(path, twelve, (row) => row);
  await buildEdgeCase(path, ['depth'], (row, step) => ({
    ...row,
    images: { depth: depthPng(64, 48, (x, y) => (step * 997 + x * 1021 + y * 31) % 65536) },
  }));
  await buildEdgeCase(path, ['steady', 'late'], (row, step) => {
    const { steady } = row.images;
    return step < 10 ? { ...row, images: { steady: steady! }, stamps: { ...row.stamps, late: null } } : row;
  });
}

async function buildEdgeCase(
  path: string,
  cameras: string[],
  change: (row: StepRow, step: number) => StepRow,
): Promise<void> {
  const steps = 20;
  const name = cameras.at(-1) ?? 'none';
  const create = { ...BUILT_DATASET, name, cameras };
  const dataset = await openDataset(join(path, name), { create });
  const encoding = name === 'depth' ? 'png' : 'jpeg';
  const head = buildHead({
    cameras: cameras.map((camera) => ({ name: camera, widthPx: 64, heightPx: 48, encoding })),
    streams: [...cameras, 'arm'],
    extras: [{ name: 'events', kind: 'text' }],
  });
  const writer = await EpisodeWriter.create(dataset, head, { limits: { batchBytes: 12_000 } });
  for (let step = 0; step <= steps; step += 1) {
    const row = buildRow(head, step, steps);
    writer.append(change({ ...row, extras: { events: row.extras.events ?? [] } }, step));
  }
  await writer.seal(buildEnd(steps));
}

await main();
