import { expect, test } from 'vitest';
import { appendLabel, readLabels } from '../../datasets/labels.ts';
import { buildHead, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset, tempFolder } from '../../test/builders/temp-dataset.ts';
import { retrace } from '../../test/support/cli.ts';

const STEPS = 120;
const SLOW = { timeout: 240_000 };

async function datasetOf(operators: string[]) {
  const dataset = await tempDataset();
  const ids: string[] = [];
  for (const operator of operators) {
    ids.push((await writeEpisode(dataset, STEPS, { head: buildHead({ operator }) })).head.id);
  }
  return { dataset, ids };
}

test('each command says how it is used', SLOW, async () => {
  for (const [command, words] of [
    ['check', ['Exit codes:', '--again', '--json']],
    ['label', ['accept', 'reject', 'undo', 'history']],
    ['stats', ['--json', '--protocol <name>', 'Examples:']],
    ['agreement', ["Cohen's kappa", '--json']],
  ] as const) {
    const { code, stdout } = await retrace(command, '--help');
    expect(code, command).toBe(0);
    for (const word of words) expect(stdout).toContain(word);
  }
});

test('check: says what was found, riskiest first, and runs only what has not run', SLOW, async () => {
  const { dataset, ids } = await datasetOf(['ada', 'ada']);
  const first = await retrace('check', dataset.path, '--json');
  const [riskier, other, totals] = first.json();
  expect(totals).toMatchObject({ checked: 2, episodes: 2, failed: [] });
  expect([riskier!.id, other!.id].sort()).toEqual([...ids].sort());
  expect(riskier!.risk).toBeGreaterThanOrEqual(other!.risk as number);
  // Two built episodes move alike to the bit.
  expect(first.stdout).toContain('near-duplicate');
  expect(first.code).toBe(1);
  const second = await retrace('check', dataset.path);
  expect(second.stdout).toContain('0 episodes checked, 2 of 2 flagged');
  const again = await retrace('check', dataset.path, '--again', '--json');
  expect(again.json().at(-1)).toMatchObject({ checked: 2 });
  const nothing = await retrace('check', await tempFolder());
  expect(nothing.code).toBe(3);
  expect(nothing.stderr).toContain('no dataset here');
});

test('label: each kind is appended under its author, and undo takes back the last', SLOW, async () => {
  const { dataset, ids } = await datasetOf(['ada', 'ada']);
  const label = (...args: string[]) => retrace('label', ...args, '-d', dataset.path, '--by', 'grace');
  expect((await label('accept', ids[0]!.slice(-8), ids[1]!)).stdout.trim().split('\n')).toHaveLength(2);
  expect((await label('trim', ids[0]!, '0.1', '3.6')).code).toBe(0);
  const tooShort = await label('trim', ids[0]!, '0.1', '0.11');
  expect(tooShort.stderr).toContain('leaves no step');
  expect((await label('undo', ids[0]!)).code).toBe(0);
  const { labels } = await readLabels(dataset, ids[0]!);
  expect(labels.map(({ by, kind }) => [by, kind])).toEqual([
    ['grace', 'accept'],
    ['grace', 'trim'],
    ['grace', 'undo'],
  ]);
  expect(labels[2]).toMatchObject({ undoes: labels[1]!.id });
  expect((await label('history', ids[0]!)).stdout).toMatch(/trim {2}\{"startNs":100000000.*\(taken back\)/);
  const unknown = await label('accept', ids[1]!, 'nonesuch');
  expect(unknown.stderr).toContain('0 episodes match "nonesuch"');
  expect((await readLabels(dataset, ids[1]!)).labels).toHaveLength(1);
});

test('stats: the same numbers for people and for programs', SLOW, async () => {
  const { dataset } = await datasetOf(['ada', 'ada', 'barbara']);
  const people = await retrace('stats', dataset.path);
  expect(people.stdout).toContain('3 episodes, 0.2 minutes, 0 of them checked');
  expect(people.stdout).toMatch(/ {2}ada +0\.1 +2\n/);
  const [programs] = (await retrace('stats', dataset.path, '--operator', 'barbara', '--json')).json();
  expect(programs).toMatchObject({ episodes: 1, perOperator: [{ name: 'barbara', episodes: 1 }] });
});

test('agreement: kappa and the episodes that two people see differently', SLOW, async () => {
  const { dataset, ids } = await datasetOf(['ada', 'ada']);
  const common = { format: 1, at: '2026-11-22T11:00:00.000Z' } as const;
  for (const id of ids) await appendLabel(dataset, id, { ...common, by: 'grace', kind: 'accept' });
  await appendLabel(dataset, ids[0]!, { ...common, by: 'edsger', kind: 'accept' });
  await appendLabel(dataset, ids[1]!, { ...common, by: 'edsger', kind: 'reject', reason: 'slipped' });
  const { stdout } = await retrace('agreement', dataset.path);
  expect(stdout).toContain('verdict   edsger and grace: agree on 1 of 2, kappa 0.00');
  expect(stdout).toContain(`${ids[1]}  verdict: edsger reject, grace accept`);
  const [json] = (await retrace('agreement', dataset.path, '--json')).json();
  expect(json).toMatchObject({ pairs: [{ kappa: 0 }], disagreements: [{ id: ids[1] }] });
});
