import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditFilter } from '../../core/contract/audit.ts';
import type { Decision } from '../../core/contract/decision.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { foldLabels } from '../../datasets/episode/label-state.ts';
import { readLabels } from '../../datasets/labels.ts';
import { readVersion } from '../../datasets/versions.ts';
import { BUILT_DATASET, buildHead, timeOf, writeEpisode } from '../builders/episode.ts';
import { writeAbsentRobot } from '../support/absent-robot.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

const STEPS = 60;
const ROW_NS = Number(timeOf(1));

let browser: Browser;
let station: StationProcess;
let folder: string;
let ids: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'retrace-audit-'));
  const dataset = await openDataset(join(folder, 'built'), { create: BUILT_DATASET });
  ids = [];
  for (const operator of ['ada', 'ada', 'edsger']) {
    const { head } = await writeEpisode(dataset, STEPS, { head: buildHead({ operator }) });
    ids.push(head.id);
  }
  const profile = await writeAbsentRobot(folder, {
    name: BUILT_DATASET.robotProfile,
    cameras: BUILT_DATASET.cameras,
  });
  station = await StationProcess.start(dataset.path, ['--profile', profile]);
});
afterAll(async () => {
  await browser.close();
  await station.stop();
  await rm(folder, { recursive: true });
});

const labelsOf = async (id: string) =>
  (await readLabels(await openDataset(join(folder, 'built')), id)).labels;
const stateOf = async (id: string) => foldLabels(await labelsOf(id));
const kindsOf = async (id: string) => (await labelsOf(id)).map(({ kind }) => kind);

async function openQueue(author: string): Promise<{ page: Page; errors: string[] }> {
  const opened = await openScreens(browser, station.address);
  await opened.page.getByRole('link', { name: 'Episodes' }).click();
  await opened.page.getByRole('table', { name: 'Episodes' }).getByRole('link').first().waitFor();
  await opened.page.getByLabel('Deciding as').fill(author);
  await opened.page.getByLabel('Deciding as').press('Enter');
  return opened;
}

/** By its address, as a bookmark would. */
async function openEpisode(id: string, author = 'grace'): Promise<{ page: Page; errors: string[] }> {
  const opened = await openQueue(author);
  await opened.page.evaluate(`location.hash = '#/episodes/${id}'`);
  await opened.page.getByRole('slider', { name: 'Playhead' }).waitFor();
  await opened.page.getByRole('region', { name: 'Decisions' }).waitFor();
  return opened;
}

const playhead = (page: Page) =>
  page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuetext');

describe('the queue', () => {
  it('filters, sorts, decides about many at once and takes it back', async () => {
    const { page, errors } = await openQueue('grace');
    const table = page.getByRole('table', { name: 'Episodes' });
    const rows = table.getByRole('row').filter({ has: page.getByRole('checkbox') });
    expect(await rows.count()).toBe(3);
    await page.getByLabel('Operator').selectOption('edsger');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByRole('searchbox').fill('EDSG');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole('searchbox').fill('');
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByRole('searchbox').press('Enter');

    await page.keyboard.press('Control+a');
    await page.getByText('3 episodes selected').waitFor();
    await page.keyboard.press('KeyX');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Digit4');
    for (const id of ids) {
      await expect.poll(async () => (await stateOf(id)).reason).toBe('A camera was blocked or moved');
    }
    await expect.poll(() => table.getByText('Rejected').count()).toBe(3);
    await page.keyboard.press('Control+z');
    await expect.poll(() => table.getByText('Not judged').count()).toBe(3);
    for (const id of ids) expect((await stateOf(id)).verdict).toBeNull();
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => table.getByText('Rejected').count()).toBe(3);
    await page.keyboard.press('Control+z');
    await expect.poll(() => table.getByText('Not judged').count()).toBe(3);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('judges the episode that was aimed at, though others leave and come meanwhile', async () => {
    const { page } = await openQueue('grace');
    const links = page.getByRole('table', { name: 'Episodes' }).getByRole('link');
    await page.getByLabel('Judged').selectOption('unjudged');
    await expect.poll(() => links.count()).toBe(3);
    const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    const [first, second, third] = hrefs.map((href) => href!.split('/')[2]!);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('KeyX');
    await page.getByRole('dialog').waitFor();
    const other = await ScreenClient.open(station.address);
    const decide = (decision: Decision) =>
      other.request('audit.label', { by: 'ada', episodes: [{ id: first!, decisions: [decision] }] });
    const { results } = await decide({ kind: 'accept' });
    // Another sitting is a reason for the queue to look again.
    await other.request('session.start', { operator: 'ada', task: 'Fold', protocol: 'demonstration' });
    await expect.poll(() => links.count()).toBe(2);
    await page.keyboard.press('Digit1');
    await expect.poll(async () => (await stateOf(second!)).verdict).toBe('reject');
    expect((await stateOf(third!)).verdict).toBeNull();

    await expect.poll(() => links.count()).toBe(1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => links.count()).toBe(2);
    await page.keyboard.press('KeyA');
    await expect.poll(async () => (await stateOf(third!)).verdict).toBe('accept');
    expect((await stateOf(second!)).verdict).toBeNull();
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await stateOf(third!)).verdict).toBeNull();
    await other.request('session.end', {});
    await decide({ kind: 'undo', undoes: results[0]!.labelIds[0]! });
    other.close();
    await page.context().close();
  });

  it('keeps a filter under a name, for others, too', async () => {
    const { page } = await openQueue('grace');
    await page.getByLabel('Operator').selectOption('ada');
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByLabel('Name of the view').fill('By Ada');
    await page.getByLabel('Name of the view').press('Enter');
    await expect.poll(() => page.getByRole('combobox', { name: 'View' }).inputValue()).toBe('By Ada');
    await page.context().close();
    const other = await openQueue('ada');
    await other.page.getByRole('combobox', { name: 'View' }).selectOption('By Ada');
    const boxes = other.page.getByRole('table').getByRole('checkbox');
    await expect.poll(() => boxes.count()).toBe(2);
    await other.page.context().close();
  });
});

describe('an open episode', () => {
  it('is played, stepped and shuttled by its stamps', async () => {
    const { page, errors } = await openEpisode(ids[0]!);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await playhead(page)).toContain(`row 12 of ${STEPS + 1} rows`);
    await page.keyboard.press('Comma');
    expect(await playhead(page)).toContain('row 11 ');
    await page.keyboard.press('End');
    expect(await playhead(page)).toContain(`row ${STEPS + 1} of`);
    await page.keyboard.press('BracketLeft');
    expect(await playhead(page)).toContain('row 49 of');
    await page.keyboard.press('Home');
    await page.keyboard.press('KeyL');
    await page.keyboard.press('KeyL');
    await page.keyboard.press('KeyL');
    await expect.poll(() => playhead(page)).toContain(`row ${STEPS + 1} of`);
    await page.keyboard.press('KeyJ');
    await expect.poll(() => playhead(page)).toContain('row 1 of');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('is accepted and gives way to the next, after a reload, too; undo leads back to it', async () => {
    const { page } = await openQueue('grace');
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('region', { name: 'Decisions' }).waitFor();
    const first = new URL(page.url()).hash;
    const id = first.split('/')[2]!;
    await page.keyboard.press('KeyA');
    await expect.poll(() => new URL(page.url()).hash).not.toBe(first);
    expect((await stateOf(id)).verdict).toBe('accept');
    const [label] = (await labelsOf(id)).slice(-1);
    expect(label).toMatchObject({ kind: 'accept', by: 'grace' });
    await page.getByRole('region', { name: 'Decisions' }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => new URL(page.url()).hash).toBe(first);
    expect((await stateOf(id)).verdict).toBeNull();
    await page.reload();
    await page.getByRole('region', { name: 'Decisions' }).waitFor();
    await page.keyboard.press('KeyA');
    await expect.poll(() => new URL(page.url()).hash).not.toBe(first);
    await page.getByRole('region', { name: 'Decisions' }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => new URL(page.url()).hash).toBe(first);
    await page.context().close();
  });

  it('is rejected with the reason of a digit', async () => {
    const { page } = await openEpisode(ids[1]!);
    await page.keyboard.press('KeyX');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Digit2');
    await expect.poll(async () => (await stateOf(ids[1]!)).reason).toBe('The protocol was not followed');
    await page.context().close();
  });

  it('gets another outcome, a second look and a note at the playhead, all in its history', async () => {
    const id = ids[2]!;
    const { page, errors } = await openEpisode(id);
    await page.getByRole('button', { name: 'Failure' }).click();
    await expect.poll(async () => (await stateOf(id)).outcome).toBe('failure');
    await page.getByText('Recorded as success.').waitFor();
    await page.keyboard.press('KeyF');
    await expect.poll(async () => (await stateOf(id)).needsSecondLook).toBe(true);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('KeyN');
    await page.keyboard.type('slips here');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await labelsOf(id)).at(-1))
      .toMatchObject({
        kind: 'note',
        text: 'slips here',
        atNs: 10 * ROW_NS,
        by: 'grace',
      });
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('slips here').waitFor();
    await history.getByRole('button', { name: 'Take back: Outcome: failure' }).click();
    await expect.poll(async () => (await stateOf(id)).outcome).toBeNull();
    await history.getByText('taken back').first().waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('gets its task in better words, and the recorded ones back', async () => {
    const id = ids[1]!;
    const { page, errors } = await openEpisode(id);
    const field = page.getByLabel('Task of the episode');
    const recorded = await field.inputValue();
    await page.keyboard.press('KeyT');
    await page.keyboard.type('Fold the red shirt');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await stateOf(id)).task).toBe('Fold the red shirt');
    await page.getByText(/^Fold the red shirt · /).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await stateOf(id)).task).toBeNull();
    await expect.poll(() => field.inputValue()).toBe(recorded);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('is trimmed between rows, and the boundary of two phases is moved by key and by dragging', async () => {
    const id = ids[0]!;
    const { page, errors } = await openEpisode(id);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('KeyI');
    await expect.poll(async () => (await stateOf(id)).trim?.startNs).toBe(2 * ROW_NS);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('KeyO');
    await expect
      .poll(async () => (await stateOf(id)).trim)
      .toEqual({ startNs: 2 * ROW_NS, endNs: STEPS * ROW_NS });
    await page.getByText(`Rows 3 to ${STEPS},`).waitFor();
    await page.keyboard.press('Shift+KeyI');
    expect(await playhead(page)).toContain('row 3 of');

    const boundary = page.getByRole('slider', { name: /Fail ends, Go back begins/ }).first();
    const before = Number(await boundary.getAttribute('aria-valuenow'));
    await boundary.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await kindsOf(id)).at(-1)).toBe('segments');
    const byKey = (await stateOf(id)).segments!;
    expect(byKey[0]!.endNs).toBe(byKey[1]!.startNs);
    expect(Math.abs(byKey[0]!.endNs / 1e6 - before - ROW_NS / 1e6)).toBeLessThan(1);
    await expect.poll(() => boundary.getAttribute('aria-valuenow')).not.toBe(String(before));
    const box = (await boundary.boundingBox())!;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x - 60, middle.y, { steps: 6 });
    await page.mouse.up();
    await expect.poll(async () => (await stateOf(id)).segments![0]!.endNs).toBeLessThan(byKey[0]!.endNs);
    const dragged = (await stateOf(id)).segments!;
    expect(dragged[0]!.endNs % ROW_NS).toBe(0);
    expect(dragged.slice(2)).toEqual(byKey.slice(2));
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('shows that somebody else decided otherwise, and keeps both', async () => {
    const id = ids[0]!;
    const { page } = await openEpisode(id);
    const other = await ScreenClient.open(station.address);
    const failed = { kind: 'outcome' as const, outcome: 'failure' as const };
    await other.request('audit.label', { by: 'ada', episodes: [{ id, decisions: [failed] }] });
    await page.getByText('Recorded as success.').waitFor();
    await page.getByRole('button', { name: 'Aborted' }).click();
    const conflict = page.getByRole('status', { name: 'Conflict' });
    await conflict.getByText('Two minds about the outcome').waitFor();
    expect(await conflict.textContent()).toMatch(/ada.*failure.*grace.*aborted.*counts now/);
    expect(await kindsOf(id)).toContain('outcome');
    expect((await labelsOf(id)).filter(({ kind }) => kind === 'outcome').map(({ by }) => by)).toEqual([
      'ada',
      'grace',
    ]);
    other.close();
    await page.context().close();
  });
});

describe('dataset and versions', () => {
  it('leads from each picture to its episodes', async () => {
    const { page, errors } = await openQueue('grace');
    const other = await ScreenClient.open(station.address);
    await expect
      .poll(async () => (await other.request('audit.progress', {})).checked, { timeout: 60_000 })
      .toBe(ids.length);
    const found = page.getByRole('table', { name: 'Episodes' }).getByRole('checkbox');
    const pictures: [string, RegExp, AuditFilter][] = [
      ['Minutes per phase', /Go back/, { phase: 'recovery' }],
      ['Class balance', /Success/, { outcome: 'success' }],
      ['Judged', /Not judged/, { labelState: 'unjudged' }],
      ['Minutes per protocol', /./, {}],
      ['Minutes per operator', /edsger/, { operator: 'edsger' }],
      ['Minutes per day', /./, {}],
      ['Latency', /./, {}],
    ];
    for (const [picture, part, filter] of pictures) {
      const { total } = await other.request('audit.query', { filter, limit: 0 });
      await page.getByRole('link', { name: 'Dataset', exact: true }).click();
      const button = page.getByRole('region', { name: picture }).getByRole('button', { name: part });
      await button.first().click();
      await expect.poll(() => found.count(), { message: picture }).toBe(total);
    }
    await page.getByRole('link', { name: 'Dataset', exact: true }).click();
    const cell = page.getByRole('region', { name: 'Where it ended' }).getByRole('button').first();
    const numbers = (await cell.getAttribute('aria-label'))!.match(/\d+/g)!.map(Number);
    await cell.click();
    await expect.poll(() => found.count()).toBeGreaterThan(0);
    expect(await found.count()).toBeLessThanOrEqual(numbers[0]! + numbers[1]!);
    other.close();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('freezes what the queue shows, twice, and says what changed between', async () => {
    const { page, errors } = await openQueue('grace');
    const freeze = async (name: string): Promise<void> => {
      await page.getByRole('link', { name: 'Versions' }).click();
      await page.getByLabel('Name of the version').fill(name);
      await page.getByRole('button', { name: 'Freeze' }).click();
      await page.getByRole('rowheader', { name }).waitFor();
    };
    await freeze('first');
    const other = await ScreenClient.open(station.address);
    const undecided = { id: ids[2]!, decisions: [{ kind: 'outcome' as const, outcome: 'aborted' as const }] };
    await other.request('audit.label', { by: 'ada', episodes: [undecided] });
    await freeze('second');
    await page.getByLabel('Compare first').check();
    await page.getByLabel('Compare second').check();
    await page.getByRole('region', { name: 'Comparison' }).getByText('Changed: outcome of 1').waitFor();
    const version = await readVersion(await openDataset(join(folder, 'built')), 'second');
    expect(version).toMatchObject({ by: 'grace' });
    expect(version.episodes.find(({ id }) => id === ids[2])).toMatchObject({ outcome: 'aborted' });
    other.close();
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

it.each(['dark', 'light'])('can be read and used by everybody, on every screen of it: %s', async (scheme) => {
  const { page } = await openQueue('grace');
  await page.evaluate(`localStorage.setItem('mantine-color-scheme-value', '${scheme}')`);
  await page.reload();
  await page.getByRole('table', { name: 'Episodes' }).getByRole('link').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('KeyX');
  await page.getByRole('dialog').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  for (const tab of ['Dataset', 'Versions']) {
    await page.getByRole('link', { name: tab, exact: true }).click();
    await page.getByRole('region', { name: tab, exact: true }).waitFor();
    await page.waitForTimeout(500);
    expect(await violations(page)).toEqual([]);
  }
  await page.evaluate(`location.hash = '#/episodes/${ids[0]}'`);
  await page.getByRole('region', { name: 'Decisions' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});
