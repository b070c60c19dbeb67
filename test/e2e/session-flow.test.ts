import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../builders/temp-dataset.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function open() {
  const folder = await tempFolder();
  const station = await StationProcess.start(folder);
  const watcher = await ScreenClient.open(station.address);
  const { page, errors } = await openScreens(browser, station.address);
  onTestFinished(async () => {
    watcher.close();
    await station.stop();
  });
  return { folder, watcher, page, errors };
}

async function fillIn(page: Page, protocol: string): Promise<void> {
  await page.getByLabel('Operator').fill('Ada');
  await page.getByLabel('Task', { exact: true }).fill('Pick up the shirt at the collar');
  // An alert that comes or goes moves the cards, so a press may miss.
  const card = page.getByRole('radio', { name: protocol });
  await expect
    .poll(() =>
      card
        .check({ force: true, timeout: 1000 })
        .catch(() => {})
        .then(() => card.isChecked()),
    )
    .toBe(true);
}

/** Presses again while a busy machine makes the station say "not ready". */
async function pressUntil(page: Page, name: string, next: string): Promise<void> {
  const isThere = () => page.getByRole('button', { name: next }).first().isVisible();
  await expect
    .poll(
      async () => {
        await page
          .getByRole('button', { name, disabled: false })
          .click({ timeout: 1000 })
          .catch(() => {});
        return isThere();
      },
      { timeout: 40_000, interval: 500 },
    )
    .toBe(true);
}

async function choose(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+KeyK');
  await page.getByRole('textbox', { name: 'Find a command' }).fill(command);
  await page.keyboard.press('Enter');
}

describe('a session', () => {
  it('goes from the preflight over episodes to a summary against the target', async () => {
    const { page, watcher, errors } = await open();
    const checks = page.getByRole('region', { name: 'Preflight' }).getByRole('listitem');
    await expect.poll(() => checks.count()).toBe(6);
    expect((await checks.allTextContents()).map((text) => /^[A-Z][a-z]+?(?=[A-Z])/.exec(text)?.[0])).toEqual([
      'Robot',
      'Cameras',
      'Rates',
      'Disk',
      'Clock',
      'Device',
    ]);
    await fillIn(page, 'Demonstration');
    await page.getByLabel('Minutes wanted').fill('60');
    await page.getByLabel('Minutes wanted').blur();
    const quotaOf = ({ quotas }: Awaited<ReturnType<typeof watcher.until>>) =>
      quotas.find(({ protocol }) => protocol === 'demonstration')!;
    await watcher.until((snapshot) => quotaOf(snapshot).targetMs === 3_600_000);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start session' }).click();

    await pressUntil(page, 'Begin episode', 'It has succeeded');
    expect(await violations(page)).toEqual([]);
    await pressUntil(page, 'It has succeeded', 'Keep');
    await page.keyboard.press('KeyX');
    await page.getByRole('button', { name: 'Camera fault' }).click();
    await watcher.until(({ session, collect }) => session?.discarded === 1 && collect.status === 'ready');
    await pressUntil(page, 'Begin episode', 'It has succeeded');
    await pressUntil(page, 'It has succeeded', 'Keep');
    await pressUntil(page, 'Keep', 'Begin episode');
    await watcher.until(({ session, collect }) => session?.kept === 1 && collect.status === 'ready');
    await choose(page, 'End the session');

    await page.getByRole('heading', { name: 'The session is over' }).waitFor();
    const { summary, ...snapshot } = await watcher.until(({ summary }) => summary !== null);
    expect(summary).toMatchObject({
      kept: 1,
      discarded: 1,
      reasons: [{ reason: 'Camera fault', episodes: 1 }],
    });
    expect(quotaOf({ summary, ...snapshot }).recordedMs).toBe(summary!.recordedMs);
    expect(await page.getByRole('main').textContent()).toContain('Camera fault 1');
    expect(await page.getByRole('row', { name: /Demonstrate 1/ }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    // A reloaded page is right at once.
    await page.reload();
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByRole('button', { name: 'Start session' }).waitFor();
    expect(errors).toEqual([]);
  });

  it('is practised without a trace', async () => {
    const { page, watcher, folder } = await open();
    await fillIn(page, 'Demonstration');
    await page.getByRole('switch', { name: 'Practice: nothing is recorded' }).check({ force: true });
    await page.getByRole('button', { name: 'Start practice' }).click();
    await pressUntil(page, 'Begin episode', 'It has succeeded');
    expect(await page.getByText('Practice: nothing is recorded').count()).toBe(1);
    expect(await page.getByRole('timer').count()).toBe(0);
    await pressUntil(page, 'It has succeeded', 'Keep');
    await pressUntil(page, 'Keep', 'Begin episode');
    await watcher.until(({ session }) => session?.kept === 1);
    expect(await readdir(join(folder, 'episodes')).catch(() => [])).toEqual([]);
  });
});

describe('the coach', () => {
  it('says and shows what counts, and how near the way back has come', async () => {
    const { page, watcher, errors } = await open();
    // This machine has no voice: what the page asks it to say is noted instead.
    await page.addInitScript(`
      window.said = [];
      speechSynthesis.speak = (utterance) => window.said.push(utterance.text);
    `);
    await page.reload();
    await fillIn(page, 'Visual backtracking');
    await page.getByRole('button', { name: 'Start session' }).click();
    await pressUntil(page, 'Begin episode', 'It has failed');
    const coach = page.getByRole('region', { name: 'Coach' });
    expect(await coach.textContent()).toContain('A real try that ends without the shirt');
    await coach.getByRole('img', { name: 'Fail, as it should look' }).waitFor();
    /** For so long as the robot follows; a busy machine may hold it, and then a person presses anew. */
    const drive = async (ms: number, code: string) => {
      for (const key of ['ShiftLeft', code]) await page.keyboard.down(key);
      await watcher.until(({ robot }) => robot.status === 'moving', 3000).catch(() => {});
      await page.waitForTimeout(ms);
      for (const key of [code, 'ShiftLeft']) await page.keyboard.up(key);
    };
    // The view from before, for as long as the way into the failure takes.
    await page.waitForTimeout(3000);
    for (let pulses = 0; pulses < 3; pulses += 1) await drive(800, 'KeyD');
    await page.waitForTimeout(1000);
    await pressUntil(page, 'It has failed', 'I am back');
    const meter = coach.getByRole('meter', { name: 'Like the view before the mistake' });
    const nearness = async () => Number(await meter.getAttribute('value'));
    await meter.waitFor();
    await expect.poll(nearness).toBeLessThan(0.3);
    expect(await coach.textContent()).toContain('Still unlike before the mistake');
    await expect
      .poll(() => drive(150, 'KeyA').then(nearness), { timeout: 40_000, interval: 600 })
      .toBeGreaterThan(0.8);
    expect(await coach.textContent()).toContain('Looks as before the mistake');
    expect(await violations(page)).toEqual([]);
    const said = await page.evaluate<string[]>('window.said');
    expect(said).toContain('Fail. Try the grasp and let it go wrong, as it would by accident.');
    expect(said).toContain('Go back. Open the gripper and return to the view from before the mistake.');
    await page.keyboard.press('KeyH');
    await expect.poll(() => coach.count()).toBe(0);
    await watcher.until(({ collect }) => collect.status === 'recording');
    expect(errors).toEqual([]);
  });
});

describe('commands', () => {
  it('are found by their words, rest while typing, and leave Space to the stop', async () => {
    const { page, watcher, errors } = await open();
    await fillIn(page, 'Demonstration');
    await page.getByLabel('Operator').press('F1');
    expect(await page.getByRole('dialog').count()).toBe(0);
    const scheme = () => page.evaluate<string>('document.documentElement.dataset.mantineColorScheme');
    expect(await scheme()).toBe('dark');
    await choose(page, 'dark and light');
    await expect.poll(scheme).toBe('light');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start session' }).click();
    await page.getByRole('button', { name: 'Begin episode' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Control+KeyK');
    const search = page.getByRole('textbox', { name: 'Find a command' });
    await search.waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Space');
    await watcher.until(({ robot }) => robot.isStopped);
    await page.keyboard.press('Escape');
    await expect.poll(() => search.count()).toBe(0);
    expect(errors).toEqual([]);
  });
});

describe('a protocol of one’s own', () => {
  it('is written in the form, refused by its fields as one types, and used without a restart', async () => {
    const { page, folder, errors } = await open();
    await fillIn(page, 'Visual backtracking');
    await page.getByRole('link', { name: 'Edit, or make your own' }).click();
    const save = page.getByRole('button', { name: 'Save protocol' });
    await save.waitFor();
    expect(await violations(page)).toEqual([]);
    const general = page.getByRole('region', { name: 'General' });
    await general.getByLabel('Name').fill('Our way');
    const wrong = page.getByRole('list', { name: 'What is wrong' });
    await expect.poll(() => wrong.textContent()).toContain('name expected a name of lower-case letters');
    expect(await save.isDisabled()).toBe(true);
    await general.getByLabel('Name').fill('our-way');
    await general.getByLabel('Version').fill('1');
    await general.getByLabel('Title').fill('Our way');
    await page.getByLabel('What to do').first().fill('Let it slip, as it does.');
    await page.getByRole('button', { name: 'Add a phase' }).click();
    await expect.poll(() => wrong.textContent()).toContain('"phase-4" is never reached from "failure"');
    await page.getByRole('button', { name: 'Remove phase' }).last().click();
    await save.click();
    await page.getByRole('radio', { name: 'Our way' }).check({ force: true });
    const file = JSON.parse(await readFile(join(folder, 'protocols', 'our-way.json'), 'utf8'));
    expect(file).toMatchObject({ name: 'our-way', version: 1 });
    expect(await page.getByLabel('Operator').inputValue()).toBe('Ada');
    await page.getByRole('button', { name: 'Start session' }).click();
    await pressUntil(page, 'Begin episode', 'It has failed');
    await page.getByText('Let it slip, as it does.').first().waitFor();
    expect(errors).toEqual([]);
  });
});
