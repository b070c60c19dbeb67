import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { auditRequestSchemas } from '../../core/contract/audit.ts';
import type { RequestParams, RequestValue } from '../../core/contract/requests.ts';
import type { CollectStatus } from '../../core/contract/snapshot.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { readLabels } from '../../datasets/labels.ts';
import { Audit } from '../../station/audit/audit.ts';
import { EpisodeLibrary } from '../../station/episode-library.ts';
import { StationServer } from '../../station/server/server.ts';
import { buildHead, writeEpisode } from '../builders/episode.ts';
import { tempDataset, tempFolder } from '../builders/temp-dataset.ts';
import { lockstepSeat } from '../support/lockstep-seat.ts';
import { ScreenClient } from '../support/screen-client.ts';

type AuditName = keyof typeof auditRequestSchemas;

/** Checks run in threads, which may have to wait for a core. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const STEPS = 40;

let dataset: Dataset;
let ids: string[];
let audit: Audit;
let status: CollectStatus;

/** Ask as a screen does: parameters and answer are held against the contract. */
async function ask<N extends AuditName>(name: N, params: RequestParams<N>): Promise<RequestValue<N>> {
  const { params: wanted, value } = auditRequestSchemas[name];
  const handler = audit.handlers[name] as (parsed: unknown) => Promise<unknown>;
  return value.parse(await handler(wanted.parse(params))) as RequestValue<N>;
}

beforeEach(async () => {
  dataset = await tempDataset();
  ids = [];
  for (const operator of ['ada', 'ada', 'barbara']) {
    ids.push((await writeEpisode(dataset, STEPS, { head: buildHead({ operator }) })).head.id);
  }
  const episodes = new EpisodeLibrary(dataset);
  status = 'idle';
  audit = new Audit(episodes, () => status);
  onTestFinished(async () => {
    await audit.close();
    await episodes.close();
  });
});

async function untilChecked(): Promise<void> {
  await expect
    .poll(() => ask('audit.progress', {}), { timeout: 60_000, interval: 200 })
    .toEqual({ checked: 3, total: 3, isPaused: false, reading: null });
}

describe('the queue', () => {
  test('gives pages of what fits, the riskiest first once the checks have run', async () => {
    await untilChecked();
    const { total, episodes } = await ask('audit.query', { limit: 2 });
    expect(total).toBe(3);
    expect(episodes).toHaveLength(2);
    expect(episodes[0]!.risk).toBeGreaterThanOrEqual(episodes[1]!.risk);
    // Plain gray pictures and a robot that works for 1.3 s: the checks have something to say.
    expect(episodes[0]).toMatchObject({ isChecked: true, labels: 0, verdict: null });
    const codes = episodes[0]!.findings.map(({ code }) => code);
    const byCode = await ask('audit.query', { filter: { findingCode: codes[0]! } });
    expect(byCode.total).toBeGreaterThan(0);
    expect((await ask('audit.query', { filter: { operator: 'ada' } })).total).toBe(2);
    expect((await ask('audit.query', { filter: { ids: [ids[1]!] } })).episodes[0]!.id).toBe(ids[1]);
  });

  test('offers what its filters can be set to', async () => {
    const facets = await ask('audit.facets', {});
    expect(facets.operators).toEqual(['ada', 'barbara']);
    expect(facets.protocols).toEqual([expect.stringMatching(/^visual-backtracking@\d$/)]);
    expect([...facets.phases].sort()).toEqual(['failure', 'recovery', 'success']);
  });

  test('keeps filters with names for everyone', async () => {
    const view = { name: 'mine', filter: { operator: 'ada' }, sort: 'risk', isAscending: false } as const;
    await ask('views.save', view);
    expect((await ask('views.save', { ...view, isAscending: true })).views).toEqual([
      { ...view, isAscending: true },
    ]);
    expect((await ask('views.remove', { name: 'mine' })).views).toEqual([]);
    await expect(ask('views.remove', { name: 'mine' })).rejects.toThrow('no saved view "mine"');
  });
});

describe('decisions', () => {
  async function label(
    by: string,
    id: string,
    decision: RequestParams<'audit.label'>['episodes'][number]['decisions'][number],
    seenLabels?: number,
  ) {
    const episodes = [{ id, decisions: [decision], ...(seenLabels === undefined ? {} : { seenLabels }) }];
    return (await ask('audit.label', { by, episodes })).results[0]!;
  }

  test.each([
    [{ kind: 'accept' }, { verdict: 'accept' }],
    [
      { kind: 'reject', reason: 'slipped' },
      { verdict: 'reject', reason: 'slipped' },
    ],
    [{ kind: 'outcome', outcome: 'failure' }, { outcome: 'failure' }],
    [{ kind: 'task', task: 'fold the red shirt' }, { task: 'fold the red shirt' }],
    [{ kind: 'second-look' }, { needsSecondLook: true }],
    [
      { kind: 'segments', segments: [{ phase: 'recovery', attempt: 0, startNs: 0, endNs: 1_000_000 }] },
      { segments: [{ phase: 'recovery', attempt: 0, startMs: 0, endMs: 1 }] },
    ],
  ] as const)('%j shows in the queue at once, and its undo takes it back', async (decision, shown) => {
    const [id] = ids as [string];
    const before = (await ask('audit.query', { filter: { ids: [id] } })).episodes[0]!;
    const { labelIds, error } = await label('grace', id, decision as never);
    expect(error).toBeNull();
    const after = (await ask('audit.query', { filter: { ids: [id] } })).episodes[0]!;
    expect(after).toMatchObject({ ...shown, labels: 1 });
    await label('grace', id, { kind: 'undo', undoes: labelIds[0]! });
    const undone = (await ask('audit.query', { filter: { ids: [id] } })).episodes[0]!;
    expect(undone).toEqual({ ...before, labels: 2 });
    const { history } = await ask('audit.episode', { id });
    expect(history.map(({ by, isStanding }) => ({ by, isStanding }))).toEqual([
      { by: 'grace', isStanding: false },
      { by: 'grace', isStanding: true },
    ]);
  });

  test('go to many episodes at once; what is wrong with one keeps no other back', async () => {
    const missing = '01a202e0-4fd4-7160-b927-362018147e2c';
    const episodes = [...ids, missing].map((id) => ({ id, decisions: [{ kind: 'accept' as const }] }));
    const { results } = await ask('audit.label', { by: 'grace', episodes });
    expect(results.map(({ error }) => error === null)).toEqual([true, true, true, false]);
    expect(results[3]!.error).toContain('no episode here');
    expect((await ask('audit.query', { filter: { labelState: 'accepted' } })).total).toBe(3);
  });

  test('of two people at once are both kept, and the later one is told of the other', async () => {
    const [id] = ids as [string];
    const [first, second] = await Promise.all([
      label('grace', id, { kind: 'accept' }, 0),
      label('edsger', id, { kind: 'reject', reason: 'blurred' }, 0),
    ]);
    expect(first.conflicts).toEqual([]);
    expect(second.conflicts.map(({ by, decision }) => ({ by, decision }))).toEqual([
      { by: 'grace', decision: { kind: 'accept' } },
    ]);
    const { labels } = await readLabels(dataset, id);
    expect(labels.map(({ by }) => by)).toEqual(['grace', 'edsger']);
  });

  test.each([
    [{ kind: 'undo', undoes: '01a202e0-4fd4-7160-b927-362018147e2c' }, /no decision .* to take back/],
    [
      { kind: 'segments', segments: [{ phase: 'dance', attempt: 0, startNs: 0, endNs: 9 }] },
      /expected one of the phases failure, recovery, success, found "dance"/,
    ],
    [{ kind: 'trim', startNs: 10, endNs: 20 }, /leaves no step/],
  ])('that do not fit are refused with their reason: %j', async (decision, reason) => {
    const { error, labelIds } = await label('grace', ids[0]!, decision as never);
    expect(error).toMatch(reason);
    expect(labelIds).toEqual([]);
    expect((await readLabels(dataset, ids[0]!)).labels).toEqual([]);
  });
});

test('all that match can be chosen at once, with how much was decided about each', async () => {
  const { episodes: rows } = await ask('audit.query', { filter: {} });
  const { episodes } = await ask('audit.select', { filter: {} });
  expect(episodes.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
  for (const { id, labels } of episodes) expect(labels).toBe(rows.find((row) => row.id === id)!.labels);
  const some = await ask('audit.select', { filter: { ids: [rows[0]!.id] } });
  expect(some.episodes).toEqual([{ id: rows[0]!.id, labels: rows[0]!.labels }]);
});

test('an episode with all that a player shows beside pictures and series', async () => {
  await untilChecked();
  const episode = await ask('audit.episode', { id: ids[0]! });
  expect(episode.phases.map(({ name }) => name)).toEqual(['failure', 'recovery', 'success']);
  expect(episode.phases[0]).toEqual({ name: 'failure', title: 'Fail', color: 'orange' });
  expect(episode.lanes.marks.map(({ label }) => label)).toEqual([
    'It has failed',
    'I am back',
    'It failed again',
    'I am back',
    'It has succeeded',
  ]);
  expect(episode.checks.map(({ name }) => name)).toContain('visual-similarity');
  const { durationNs, findings, checks, lanes } = episode;
  const checked = checks.flatMap((check) => check.findings.map(({ code }) => code));
  const recorded = findings.filter(({ code, severity }) => severity !== 'info' && !checked.includes(code));
  expect(lanes.alerts.slice(0, recorded.length)).toEqual(
    recorded.map(({ code, severity, message }) => ({
      code,
      severity,
      message,
      startNs: 0,
      endNs: durationNs,
    })),
  );
  expect(episode.segments).toEqual(episode.recorded.segments);
});

test('minutes, outcomes and latencies of what a filter leaves', async () => {
  await untilChecked();
  const stats = await ask('audit.stats', {});
  expect(stats).toMatchObject({ episodes: 3, checked: 3 });
  expect(stats.perOperator.map(({ name, episodes }) => [name, episodes])).toEqual([
    ['ada', 2],
    ['barbara', 1],
  ]);
  expect(stats.perDay).toHaveLength(1);
  expect(stats.coverage.axes.map(({ name }) => name)).toEqual(['x', 'y', 'z']);
  // Two failures and a success an episode.
  expect(stats.coverage.points.filter(({ ending }) => ending === 'failure')).toHaveLength(6);
  expect(stats.coverage.points.filter(({ ending }) => ending === 'success')).toHaveLength(3);
  const front = stats.latency.find(({ stream }) => stream === 'front')!;
  expect(front.p50Ms).toBeCloseTo(2, 0);
  expect(front.messages).toBe(3 * (STEPS + 1));
  expect((await ask('audit.stats', { filter: { operator: 'barbara' } })).episodes).toBe(1);
});

test('versions: frozen without what was rejected, listed, compared', async () => {
  const say = (by: string, id: string, decision: object) =>
    ask('audit.label', { by, episodes: [{ id, decisions: [decision] }] } as never);
  await say('grace', ids[0]!, { kind: 'reject', reason: 'slipped' });
  const first = await ask('versions.freeze', { name: 'v1', by: 'grace', filter: { outcome: 'success' } });
  expect(first).toMatchObject({ episodes: 2, filter: { outcome: 'success' } });
  await say('grace', ids[1]!, { kind: 'accept' });
  await say('grace', ids[0]!, { kind: 'accept' });
  await ask('versions.freeze', { name: 'v2', by: 'grace' });
  expect((await ask('versions.list', {})).versions.map(({ name }) => name)).toEqual(['v2', 'v1']);
  expect(await ask('versions.diff', { from: 'v1', to: 'v2' })).toEqual({
    added: [ids[0]],
    removed: [],
    relabelled: [{ id: ids[1], changed: ['verdict'] }],
  });
  await expect(ask('versions.freeze', { name: 'v1', by: 'grace' })).rejects.toThrow(/exists already/);
});

test('two people who judged the same episodes: kappa, and where they disagree', async () => {
  const say = (by: string, kind: 'accept' | 'reject', id: string) =>
    ask('audit.label', {
      by,
      episodes: [{ id, decisions: [kind === 'accept' ? { kind } : { kind, reason: 'no' }] }],
    });
  for (const id of ids) await say('grace', id === ids[2] ? 'reject' : 'accept', id);
  for (const id of ids) await say('edsger', id === ids[0] ? 'accept' : 'reject', id);
  const { pairs, disagreements } = await ask('audit.agreement', {});
  // Observed 2/3; by chance 2/3 · 1/3 + 1/3 · 2/3 = 4/9.
  expect(pairs).toEqual([
    { about: 'verdict', a: 'edsger', b: 'grace', episodes: 3, agreed: 2, kappa: expect.closeTo(0.4) },
  ]);
  expect(disagreements.map(({ id }) => id)).toEqual([ids[1]]);
});

test('checks stand still while an episode is recorded, and go on behind it', async () => {
  status = 'recording';
  await expect.poll(async () => (await ask('audit.progress', {})).isPaused).toBe(true);
  status = 'ready';
  await untilChecked();
});

test('a screen asks over the wire', async () => {
  const { seat } = await lockstepSeat();
  const episodes = new EpisodeLibrary(seat.dataset);
  const rendererPath = await tempFolder();
  const server = await StationServer.listen({ station: seat.station, episodes, rendererPath, port: 0 });
  const screen = await ScreenClient.open(server.address);
  onTestFinished(async () => {
    screen.close();
    await server.close();
    await episodes.close();
  });
  expect(await screen.request('audit.query', {})).toEqual({ total: 0, episodes: [] });
  await expect(screen.request('audit.episode', { id: ids[0]! })).rejects.toThrow(/no episode/);
});
