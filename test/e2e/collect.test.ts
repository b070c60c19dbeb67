import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDataset, readManifest } from '../../datasets/dataset.ts';
import type { SealedManifest } from '../../datasets/episode/manifest.ts';
import { type EpisodeReader, openEpisode } from '../../datasets/episode/reader.ts';
import { findPhase, type Protocol } from '../../protocols/protocol.ts';
import { shippedProtocols } from '../../protocols/shipped.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { IS_DESKTOP } from '../support/desktop-app.ts';
import { KeyboardHand } from '../support/keyboard-hand.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

const A_MINUTE_MS = 60_000;
const MOST_ATTEMPTS = 4;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function startSession(page: Page, protocol: string): Promise<void> {
  await page.getByLabel('Operator').fill('Ada');
  await page.getByLabel('Task').fill('Pick up the shirt at the collar');
  await page.getByRole('radio', { name: protocol }).check({ force: true });
  await page.getByRole('button', { name: 'Start session' }).click();
  await page.getByRole('button', { name: 'Begin episode' }).waitFor({ timeout: 60_000 });
}

/** As a person would: press again while a stream on a busy machine is late and the station says "not ready". */
async function beginEpisode(page: Page, firstPhase: string): Promise<void> {
  const isRecording = () => page.getByRole('heading', { name: firstPhase, exact: true }).isVisible();
  await expect
    .poll(
      async () => {
        await page
          .getByRole('button', { name: 'Begin episode' })
          .click({ timeout: 1000 })
          .catch(() => {});
        return isRecording();
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(true);
}

async function startStation(folder: string): Promise<StationProcess> {
  const station = await StationProcess.start(folder);
  onTestFinished(async () => {
    await station.stop();
  });
  return station;
}

/** The large button, once a press on it counts: not while it may still be the second of a double press. */
const isSettled = (page: Page, name: string) => page.getByRole('button', { name, disabled: false }).waitFor();

const phase = (page: Page, title: string) =>
  page.getByRole('heading', { name: title, exact: true }).waitFor();

interface ShownPhase {
  title: string;
  startMs: number;
  endMs: number;
}

/** The phases on the timeline of an episode, in their order, at the times where it draws them. */
async function phasesOnTimeline(page: Page): Promise<ShownPhase[]> {
  const endMs = Number(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuemax'));
  const share = (style: string, name: string) =>
    Number(new RegExp(`${name}: ([\\d.]+)%`).exec(style)?.[1]) / 100;
  const spans = await page
    .getByRole('list', { name: 'Phases on the timeline' })
    .getByRole('listitem')
    .evaluateAll((items) => items.map((item) => [item.getAttribute('title')!, item.getAttribute('style')!]));
  return spans.map(([title, style]) => {
    const startMs = share(style!, 'left') * endMs;
    return { title: title!.split(',')[0]!, startMs, endMs: startMs + share(style!, 'width') * endMs };
  });
}

/** From the begin of the last phase to the robot's own word that the shirt is held up, as it was recorded. */
async function pickUpMs({ segments }: SealedManifest, reader: EpisodeReader): Promise<number> {
  const { startNs } = segments.at(-1)!;
  for await (const { stampNs, value } of reader.extras('predicate')) {
    if (Number(stampNs) >= startNs && (value as Float64Array)[0] === 1)
      return (Number(stampNs) - startNs) / 1e6;
  }
  throw new Error('the predicate was never true after the last phase began');
}

describe('a visual backtracking episode by keyboard', () => {
  it('fails, goes back and picks the shirt up, is listed, replayed, and on the disk as it was', async () => {
    const folder = await tempFolder();
    const station = await startStation(folder);
    const watcher = await ScreenClient.open(station.address);
    const { bridge } = await watcher.until((snapshot) => snapshot.bridge.status === 'up');
    const { page, errors } = await openScreens(browser, station.address);
    await startSession(page, 'Visual backtracking');
    const hand = new KeyboardHand(page, bridge.url, 7);

    await beginEpisode(page, 'Fail');
    await hand.drive('fail', A_MINUTE_MS);
    await page.keyboard.press('Enter');
    await phase(page, 'Go back');
    await page.keyboard.press('KeyU');
    await phase(page, 'Fail');
    await isSettled(page, 'It has failed');
    await page.keyboard.press('Enter');
    await phase(page, 'Go back');

    let attempts = 0;
    for (let isDone = false; !isDone; attempts += 1) {
      expect(attempts).toBeLessThan(MOST_ATTEMPTS);
      await hand.drive('recover', A_MINUTE_MS);
      await page.keyboard.press('Enter');
      await phase(page, 'Succeed');
      isDone = await hand.drive('succeed', A_MINUTE_MS);
      if (!isDone) {
        await page.getByRole('button', { name: 'It failed again' }).click();
        await phase(page, 'Go back');
      }
    }
    // Twice by mistake: the second must not keep what nobody has looked at.
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Keep' }).waitFor();
    await page.keyboard.press('Enter');
    await isSettled(page, 'Keep');
    const { collect, session } = await watcher.until((snapshot) => snapshot.collect.status === 'review');
    expect(session!.kept).toBe(0);
    const id = collect.episode!.id;
    await page.keyboard.press('Enter');
    await watcher.until(({ session }) => session?.kept === 1);
    await hand.close();

    const expected = [...Array(attempts).fill(['Fail', 'Go back']).flat(), 'Succeed'];
    await page.getByRole('link', { name: 'Episodes' }).click();
    const row = page.getByRole('row', { name: /Visual backtracking/ });
    await expect
      .poll(() => row.getByRole('list', { name: 'Phases' }).getByRole('listitem').count(), {
        timeout: 10_000,
      })
      .toBe(expected.length);
    const titles = await row
      .getByRole('listitem')
      .evaluateAll((items) => items.map((item) => item.getAttribute('title')));
    expect(titles.map((title) => title!.split(',')[0])).toEqual(expected);
    expect(await row.textContent()).toContain('Success');

    await row.getByRole('link', { name: 'Visual backtracking' }).click();
    const playhead = page.getByRole('slider', { name: 'Playhead' });
    await playhead.waitFor();
    const pictures = page.getByRole('img', { name: /Camera (front|wrist) at the playhead/ });
    await expect.poll(() => pictures.count()).toBe(2);
    // As text, since the tests are compiled without the browser's types.
    const canvases = `document.querySelectorAll('canvas[aria-label$="at the playhead"]')`;
    const pixelsAt = () => page.evaluate<string[]>(`[...${canvases}].map((canvas) => canvas.toDataURL())`);
    await page.keyboard.press('Home');
    await expect.poll(async () => new Set(await pixelsAt()).size).toBe(2);
    const atStart = await pixelsAt();
    await page.keyboard.press('End');
    await expect.poll(async () => (await pixelsAt()).every((pixels, i) => pixels !== atStart[i])).toBe(true);
    const reader = await openEpisode(join(folder, 'episodes', id));
    expect(await playhead.getAttribute('aria-valuetext')).toContain(
      `row ${reader.rowCount} of ${reader.rowCount} rows`,
    );
    expect(await page.locator('.uplot').count()).toBeGreaterThan(3);

    const manifest = await readManifest(await openDataset(folder), id);
    if (manifest.state !== 'sealed') throw new Error(`the episode is ${manifest.state}`);
    expect(manifest.head).toMatchObject({ operator: 'Ada', task: 'Pick up the shirt at the collar' });
    expect(manifest.outcome).toBe('success');
    const series = await reader.series();
    const { definition } = manifest.head.protocol as { definition: Protocol };
    const stepMs = 1000 / manifest.head.stepHz;
    const shown = await phasesOnTimeline(page);
    expect(shown.map(({ title }) => title)).toEqual(
      manifest.segments.map((segment) => findPhase(definition, segment.phase)!.title),
    );
    expect(shown.map(({ title }) => title)).toEqual(expected);
    for (const [i, { startNs, endNs }] of manifest.segments.entries()) {
      expect(Math.abs(shown[i]!.startMs - startNs / 1e6)).toBeLessThanOrEqual(stepMs);
      expect(Math.abs(shown[i]!.endMs - endNs / 1e6)).toBeLessThanOrEqual(stepMs);
    }
    expect(manifest.predicate).toEqual({ isTrue: true });
    // A busy machine may have been late with a stream, which is found too; the protocol must have been kept.
    const broken = manifest.findings.filter(({ code }) => code.startsWith('phase') || code === 'outcome');
    expect(broken.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(manifest.events.slice(0, 3).map(({ kind }) => kind)).toEqual(['mark', 'undo', 'mark']);
    // A person picks the shirt up within a minute of being asked to, with nothing but these keys.
    expect(await pickUpMs(manifest, reader)).toBeLessThan(A_MINUTE_MS);
    expect(series.reward.at(-1)).toBe(1);
    expect(series.terminated.at(-1)).toBe(1);
    expect(new Set(series.actionSource)).toEqual(new Set(['operator']));
    expect(Math.max(...series.action.map(Math.abs))).toBeGreaterThan(0.1);
    const inputs: string[] = [];
    for await (const { value } of reader.extras('input')) inputs.push(value as string);
    expect(inputs.some((text) => text.includes('KeyG'))).toBe(true);
    await reader.close();
    watcher.close();
    expect(errors).toEqual([]);
  });
});

describe('safety from the screen', () => {
  it('aborts an episode by a key or a pointer that is held, not by a tap', async () => {
    const station = await startStation(await tempFolder());
    const watcher = await ScreenClient.open(station.address);
    const { page, errors } = await openScreens(browser, station.address);
    await startSession(page, 'Demonstration');
    const button = page.getByRole('button', { name: 'Hold to abort' });
    const ways: [() => Promise<void>, () => Promise<void>][] = [
      [() => page.keyboard.down('Backspace'), () => page.keyboard.up('Backspace')],
      [() => button.hover().then(() => page.mouse.down()), () => page.mouse.up()],
    ];
    for (const [press, letGo] of ways) {
      await beginEpisode(page, 'Demonstrate');
      await press();
      await page.waitForTimeout(200);
      await letGo();
      await page.waitForTimeout(1000);
      expect((await watcher.until(() => true)).collect.status).toBe('recording');
      await press();
      await watcher.until(({ collect }) => collect.status === 'review');
      await letGo();
      await page.getByRole('button', { name: 'Keep', disabled: false }).click();
      await watcher.until(({ collect }) => collect.status === 'ready');
    }
    watcher.close();
    expect(errors).toEqual([]);
  });

  it.skipIf(IS_DESKTOP)(
    'holds the robot at Space, until the dead-man is pressed anew, and when the tab closes',
    async () => {
      const station = await startStation(await tempFolder());
      const watcher = await ScreenClient.open(station.address);
      const { page } = await openScreens(browser, station.address);
      await startSession(page, 'Demonstration');
      await page.keyboard.down('ShiftLeft');
      await page.keyboard.down('KeyW');
      await watcher.until(({ robot }) => robot.status === 'moving');
      await page.keyboard.press('Space');
      await watcher.until(({ robot }) => robot.status === 'held' && robot.isStopped);
      await page.keyboard.up('ShiftLeft');
      await page.keyboard.down('ShiftLeft');
      await watcher.until(({ robot }) => robot.status === 'moving' && !robot.isStopped);
      await page.context().close();
      await watcher.until(({ robot }) => robot.status === 'held');
      watcher.close();
    },
  );

  it('stops from the other screens too', async () => {
    const station = await startStation(await tempFolder());
    const watcher = await ScreenClient.open(station.address);
    const { page } = await openScreens(browser, station.address);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.keyboard.press('Space');
    await watcher.until(({ robot }) => robot.isStopped);
    watcher.close();
  });
});

describe('a gamepad in the standard mapping', () => {
  it('drives with the shoulder held, and its A goes on', async () => {
    const station = await startStation(await tempFolder());
    const watcher = await ScreenClient.open(station.address);
    const { page } = await openScreens(browser, station.address);
    // No gamepad can be plugged in here: the page's own API is given one, and all behind it is real.
    await page.addInitScript(`
      window.pad = { id: 'Test pad', index: 0, connected: true, mapping: 'standard', axes: [0, 0, 0, 0],
        buttons: Array.from({ length: 17 }, () => ({ pressed: false, value: 0 })) };
      Navigator.prototype.getGamepads = () => [window.pad];
    `);
    await page.reload();
    await startSession(page, 'Demonstration');
    await page.evaluate(`window.dispatchEvent(new Event('gamepadconnected'))`);
    const press = (button: number, value: number) =>
      page.evaluate(`window.pad.buttons[${button}].value = ${value}`);
    await press(5, 1);
    await page.evaluate('window.pad.axes[1] = -1');
    const { robot } = await watcher.until(
      ({ input, robot }) => input.device === 'gamepad' && robot.status === 'moving',
    );
    expect(robot.reason).toBe('');
    await press(5, 0);
    await watcher.until(({ robot }) => robot.status === 'held');
    await expect
      .poll(
        async () => {
          await press(0, 1);
          await page.waitForTimeout(100);
          await press(0, 0);
          await page.waitForTimeout(400);
          return (await watcher.until(() => true)).collect.status;
        },
        { timeout: 20_000 },
      )
      .toBe('recording');
    watcher.close();
  });
});

describe('a protocol of the user’s own', () => {
  it('is refused on screen with the path of what is wrong, and the shipped ones stay usable', async () => {
    const folder = await tempFolder();
    const { mkdir, writeFile } = await import('node:fs/promises');
    await openDataset(folder, {
      create: { name: 'mine', robotProfile: 'simulated-tshirt', cameras: ['front', 'wrist'] },
    });
    await mkdir(join(folder, 'protocols'));
    await writeFile(
      join(folder, 'protocols', 'mine.json'),
      '{"format": 1, "name": "mine", "version": "one"}',
    );
    const station = await startStation(folder);
    const { page } = await openScreens(browser, station.address);
    const refusal = page.getByRole('alert').filter({ hasText: 'mine.json' });
    await refusal.waitFor();
    expect(await refusal.textContent()).toContain('version: expected number, received string, found "one"');
    expect(await page.getByRole('radio').count()).toBe(shippedProtocols().length);
  });
});
