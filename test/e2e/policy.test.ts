import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openDataset } from '../../datasets/dataset.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { verifyDataset } from '../../datasets/integrity/verify-dataset.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { readProfile } from '../../station/seat.ts';
import { writePolicyFor } from '../builders/onnx-policy.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { retrace } from '../support/cli.ts';
import { IS_DESKTOP } from '../support/desktop-app.ts';
import { KeyboardHand } from '../support/keyboard-hand.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

const A_MINUTE_MS = 60_000;
const MOST_ATTEMPTS = 4;
const POLICY_DRIVES = 'The policy drives';
/** Slowly to the right with an open gripper: it does not pick up anything. */
const TO_THE_RIGHT = [0.05, 0, 0, 0, 0.08];

const profile = await readProfile(SIMULATED_PROFILE);
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A dataset with policies in its folder: one that fits, one of another robot, and a text. */
async function datasetWithPolicies(): Promise<string> {
  const folder = await tempFolder();
  const cameras = profile.cameras.map(({ name }) => name);
  await openDataset(folder, { create: { name: 'tshirt', robotProfile: profile.name, cameras } });
  const policies = join(folder, 'policies');
  await mkdir(policies);
  await writePolicyFor(profile, join(policies, 'right.onnx'), { chunk: [TO_THE_RIGHT] });
  await writePolicyFor(profile, join(policies, 'ceiling.onnx'), {
    chunk: [TO_THE_RIGHT],
    cameras: ['ceiling'],
  });
  await writeFile(join(policies, 'text.onnx'), 'no model');
  return folder;
}

async function open(folder: string) {
  const station = await StationProcess.start(folder);
  const watcher = await ScreenClient.open(station.address);
  const { page, errors } = await openScreens(browser, station.address);
  onTestFinished(async () => {
    await page.context().close();
    watcher.close();
    await station.stop();
  });
  const { bridge } = await watcher.until((snapshot) => snapshot.bridge.status === 'up');
  return { watcher, page, errors, bridge };
}

async function startSession(page: Page, protocol: string): Promise<void> {
  await page.getByLabel('Operator').fill('Ada');
  await page.getByLabel('Task', { exact: true }).fill('Pick up the shirt at the collar');
  await page.getByRole('radio', { name: protocol }).check({ force: true });
  await page.getByRole('combobox', { name: 'Drives first' }).click();
  await page.getByRole('option', { name: 'right.onnx' }).click();
  await page.getByRole('button', { name: 'Start session' }).click();
  await page.getByRole('button', { name: 'Begin episode' }).waitFor({ timeout: A_MINUTE_MS });
}

/** Again while a stream on a busy machine is late and the station says "not ready". */
async function press(page: Page, name: string, next: string): Promise<void> {
  const isThere = () => page.getByRole('heading', { name: next, exact: true }).isVisible();
  await expect
    .poll(async () => {
      await page
        .getByRole('button', { name, disabled: false })
        .first()
        .click({ timeout: 1000 })
        .catch(() => {});
      return isThere();
    })
    .toBe(true);
}

const isShown = (page: Page, words: string): Promise<boolean> =>
  page.getByRole('status').getByText(words, { exact: true }).isVisible();

const says = (page: Page, words: string) => expect.poll(() => isShown(page, words)).toBe(true);

/**
 * The dead-man, until the screen says so: pressed again while the watchdog of a busy machine holds the robot, and the
 * policy handed the robot again when it let go there for want of new pictures.
 */
async function hold(page: Page, watcher: ScreenClient, untilItSays: string): Promise<void> {
  await page.keyboard.down('ShiftLeft');
  await expect
    .poll(async () => {
      const { robot, input } = await watcher.until(() => true);
      if (robot.isStopped) {
        await page.keyboard.up('ShiftLeft');
        await page.keyboard.down('ShiftLeft');
      }
      const hasLetGo = input.policy?.isLeading === false && input.policy.trouble !== null;
      if (hasLetGo && untilItSays === POLICY_DRIVES) await page.keyboard.press('KeyP');
      return isShown(page, untilItSays);
    })
    .toBe(true);
}

it('fails by itself; the operator takes over, goes back and succeeds; each step says who led it', async () => {
  const folder = await datasetWithPolicies();
  const { watcher, page, errors, bridge } = await open(folder);
  await startSession(page, 'Correct a policy');
  await page.getByText('Ada with right.onnx').waitFor();
  const hand = new KeyboardHand(page, bridge.url, 7);

  await press(page, 'Begin episode', 'Policy tries');
  await says(page, 'Hold Shift: the policy drives');
  await hold(page, watcher, POLICY_DRIVES);
  expect(await violations(page)).toEqual([]);
  await watcher.until(({ collect }) => (collect.phase?.elapsedMs ?? 0) > 3000);
  // Nobody has touched the stick, so it drives on into the way back.
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Go back', exact: true }).waitFor();
  await hold(page, watcher, POLICY_DRIVES);

  let attempts = 0;
  for (let isDone = false; !isDone; attempts += 1) {
    expect(attempts).toBeLessThan(MOST_ATTEMPTS);
    await hand.drive('recover', A_MINUTE_MS);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Succeed', exact: true }).waitFor();
    isDone = await hand.drive('succeed', A_MINUTE_MS);
    if (!isDone) await press(page, 'It failed again', 'Go back');
  }
  expect((await watcher.until(() => true)).input.policy).toMatchObject({ isLeading: false, trouble: null });
  await page.getByRole('button', { name: 'It has succeeded', disabled: false }).click();
  const { collect } = await watcher.until((snapshot) => snapshot.collect.status === 'review');
  expect(collect.episode).toMatchObject({ outcome: 'success' });
  await page.getByRole('button', { name: 'Keep', disabled: false }).click();
  await watcher.until(({ session }) => session?.kept === 1);
  await hand.close();

  const dataset = await openDataset(folder);
  const reader = await openEpisode(join(dataset.episodesPath, collect.episode!.id));
  const { actionSource } = await reader.series();
  await reader.close();
  const { head, segments, findings } = reader.manifest;
  expect(head.policy).toEqual({ name: 'right.onnx', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(segments.slice(0, 2).map(({ phase }) => phase)).toEqual(['failure', 'recovery']);
  expect(segments.at(-1)!.phase).toBe('success');
  const broken = ['phase-missing', 'phase-repeated', 'phase-order', 'outcome'];
  expect(findings.filter(({ code }) => broken.includes(code))).toEqual([]);
  const sources = segments.map(({ startStep, endStep }) => actionSource.slice(startStep, endStep));
  expect(sources[0]!.filter((source) => source === 'policy').length).toBeGreaterThan(5);
  // From the touch to the end the robot was the operator's, whatever was let go of between.
  const taken = actionSource.lastIndexOf('policy') + 1;
  expect(taken).toBeLessThan(segments[1]!.endStep);
  expect(new Set(actionSource.slice(taken))).toEqual(new Set(['operator']));
  for await (const { damage } of verifyDataset(dataset)) expect(damage).toEqual([]);

  // And the audit shows whose it was.
  await page.goto(`${new URL(page.url()).origin}/#/episodes/${collect.episode!.id}`);
  const drives = page.getByRole('region', { name: 'Timeline' }).getByTitle(/^right\.onnx drove, \d/);
  await drives.first().waitFor();
  const runs = actionSource.filter(
    (source, step) => source === 'policy' && actionSource[step - 1] !== source,
  );
  expect(await drives.count()).toBe(runs.length);
  expect(errors).toEqual([]);
});

it('stops above all, yields to a touch, and comes back only when it is told to', async () => {
  const { watcher, page } = await open(await datasetWithPolicies());
  await startSession(page, 'Visual backtracking');
  // Before the episode it does nothing, dead-man or not.
  await hold(page, watcher, 'You drive');
  await press(page, 'Begin episode', 'Fail');
  await hold(page, watcher, POLICY_DRIVES);

  await page.keyboard.press('Space');
  await watcher.until(({ robot, input }) => robot.isStopped && input.policy?.isLeading === false);
  await says(page, 'Stopped');
  await page.keyboard.up('ShiftLeft');
  await hold(page, watcher, 'You drive');
  expect(await violations(page)).toEqual([]);

  await page.keyboard.press('KeyP');
  await hold(page, watcher, POLICY_DRIVES);
  await page.keyboard.down('KeyW');
  await hold(page, watcher, 'You drive');
  // As long as the stick is held, it cannot be handed over.
  await page.keyboard.press('KeyP');
  await page.waitForTimeout(300);
  expect((await watcher.until(() => true)).input.policy?.isLeading).toBe(false);
  await page.keyboard.up('KeyW');
  await page.getByRole('button', { name: 'To policy' }).click();
  await hold(page, watcher, POLICY_DRIVES);

  // Aborted, as every other end: between two episodes it does nothing.
  await watcher.request('episode.abort', {});
  await watcher.until(({ collect, input }) => collect.status === 'review' && !input.policy!.isLeading);
  await page.keyboard.up('ShiftLeft');
  await watcher.request('episode.discard', { reason: 'only tried' });
  await watcher.until(({ collect }) => collect.status === 'ready', A_MINUTE_MS);
  await expect(watcher.request('episode.handToPolicy', {})).rejects.toThrow('only in "recording"');
  await watcher.request('session.end', {});
  await watcher.until(({ input }) => input.policy === null);
});

it.each(['dark', 'light'])(
  'is chosen before the session, and refused with the reason, %s',
  async (scheme) => {
    const { watcher, page, errors } = await open(await datasetWithPolicies());
    await page.addInitScript(`localStorage.setItem('mantine-color-scheme-value', '${scheme}')`);
    await page.reload();
    const refused = page.getByRole('alert').filter({ hasText: 'cannot be used' });
    await expect.poll(() => refused.count()).toBe(2);
    expect((await refused.allTextContents()).join()).toContain(
      'ceiling.onnx cannot be used: the policy looks through the camera "ceiling", the robot has none',
    );
    await page.getByRole('combobox', { name: 'Drives first' }).click();
    const { policies } = await watcher.until(() => true);
    expect(policies.map(({ name, refusal }) => [name, refusal === null])).toEqual([
      ['ceiling.onnx', false],
      ['right.onnx', true],
      ['text.onnx', false],
    ]);
    expect(
      await page.getByRole('option', { name: 'ceiling.onnx' }).getAttribute('data-combobox-disabled'),
    ).toBe('true');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('option', { name: 'right.onnx' }).click();
    await page.getByText('bc · hold it up').waitFor();
    expect(await violations(page)).toEqual([]);
    const who = { operator: 'Ada', task: 'Pick up', protocol: 'demonstration' };
    await expect(watcher.request('session.start', { ...who, policy: 'ceiling.onnx' })).rejects.toThrow(
      '"ceiling"',
    );
    await expect(watcher.request('session.start', { ...who, policy: 'none.onnx' })).rejects.toThrow(
      'there is no policy',
    );
    expect((await watcher.until(() => true)).session).toBeNull();
    expect(errors).toEqual([]);
  },
);

it.skipIf(IS_DESKTOP)('is refused at the start, where it was given and does not fit', async () => {
  const folder = await datasetWithPolicies();
  const given = join(folder, 'policies/ceiling.onnx');
  const { code, stderr } = await retrace('start', '--dataset', folder, '--port', '0', '--policy', given);
  expect(code).toBe(1);
  expect(stderr).toContain('the policy looks through the camera "ceiling"');
});
