import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openDataset } from '../../datasets/dataset.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { readProfile } from '../../station/seat.ts';
import { writePolicyFor } from '../../test/builders/onnx-policy.ts';
import { openScreens } from '../../test/support/browser.ts';
import { ScreenClient } from '../../test/support/screen-client.ts';
import { StationProcess } from '../../test/support/station-process.ts';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const SETTLE_MS = 700;

/**
 * The pictures of docs/guide/collect.md, at both sizes, from a session of its own.
 *
 * @param folder where the pictures go; `data` is for the session's dataset
 */
export async function takeCollectPictures(browser: Browser, folder: string, data: string): Promise<void> {
  const station = await StationProcess.start(data);
  const watcher = await ScreenClient.open(station.address);
  try {
    const { page } = await openScreens(browser, station.address);
    const picture = (name: string) => atBothSizes(page, folder, name);
    const until = watcher.until.bind(watcher);

    await page.getByLabel('Operator').fill('Ada');
    await page.getByLabel('Task', { exact: true }).fill('Pick up the T-shirt at the collar');
    await page.getByLabel('Minutes wanted').fill('60');
    await page.getByLabel('Minutes wanted').blur();
    await until(({ quotas }) => quotas.some(({ targetMs }) => targetMs !== null));
    // Rates are measured over two seconds.
    await page.waitForTimeout(2500);
    await picture('start');

    await page.getByRole('link', { name: 'Edit, or make your own' }).click();
    await page.getByRole('button', { name: 'Save protocol' }).waitFor();
    await picture('editor');
    await page.getByRole('link', { name: 'Leave without saving' }).click();

    await page.getByRole('button', { name: 'Start session' }).click();
    await oneEpisode(page, watcher, 1);
    await oneEpisode(page, watcher, 2, picture);
    await page.keyboard.press('Control+KeyK');
    await page.getByRole('textbox', { name: 'Find a command' }).waitFor();
    await picture('palette');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'End session' }).click();
    await page.getByRole('button', { name: 'New session' }).waitFor();
    await picture('summary');
    await page.context().close();
  } finally {
    watcher.close();
    await station.stop();
  }
}

/** The picture of a policy that drives; what it does does not matter. */
export async function takePolicyPicture(browser: Browser, folder: string, data: string): Promise<void> {
  const profile = await readProfile(SIMULATED_PROFILE);
  const cameras = profile.cameras.map(({ name }) => name);
  await openDataset(data, { create: { name: 'tshirt', robotProfile: profile.name, cameras } });
  await mkdir(join(data, 'policies'));
  await writePolicyFor(profile, join(data, 'policies/iql.onnx'), { chunk: [[0.03, 0, -0.03, 0, 0.08]] });
  const station = await StationProcess.start(data);
  const watcher = await ScreenClient.open(station.address);
  try {
    const { page } = await openScreens(browser, station.address);
    await watcher.until(({ collect, bridge }) => bridge.status === 'up' && collect.status === 'idle');
    const who = { operator: 'Ada', task: 'Pick up the T-shirt at the collar' };
    await watcher.request('session.start', { ...who, protocol: 'policy-correction', policy: 'iql.onnx' });
    await watcher.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0);
    await watcher.request('episode.begin', {});
    await page.getByRole('heading', { name: 'Policy tries' }).waitFor();
    await page.keyboard.down('ShiftLeft');
    await watcher.until(({ collect }) => (collect.phase?.elapsedMs ?? 0) > 2500);
    await atBothSizes(page, folder, 'policy');
    await page.context().close();
  } finally {
    watcher.close();
    await station.stop();
  }
}

async function atBothSizes(page: Page, folder: string, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.waitForTimeout(SETTLE_MS);
    const path = join(folder, `collect-${name}-${size.width}.jpg`);
    await page.screenshot({ path, type: 'jpeg', quality: 82 });
  }
  await page.setViewportSize(SIZES[0]!);
}

/** Fail to the right, come back, and call it a success: the pictures are about the screen. */
async function oneEpisode(
  page: Page,
  watcher: ScreenClient,
  number: number,
  picture: (name: string) => Promise<void> = async () => {},
): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name, disabled: false }).click();
  const drive = async (ms: number, ...codes: string[]): Promise<void> => {
    for (const code of ['ShiftLeft', ...codes]) await page.keyboard.down(code);
    await page.waitForTimeout(ms);
    for (const code of [...codes, 'ShiftLeft']) await page.keyboard.up(code);
  };
  await watcher.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0, 60_000);
  const isRecording = () =>
    watcher
      .until(({ collect }) => collect.status === 'recording', 1500)
      .then(
        () => true,
        () => false,
      );
  // Again while a busy machine is late with a stream and the station says "not ready".
  do {
    await page.getByRole('button', { name: 'Begin episode' }).click({ force: true });
  } while (!(await isRecording()));
  await page.waitForTimeout(1500);
  await drive(2500, 'KeyF', 'KeyD');
  await picture('fail');
  await press('It has failed');
  await watcher.until(({ collect }) => collect.phase?.name === 'recovery');
  await drive(1800, 'KeyR', 'KeyA');
  await picture('recovery');
  await drive(700, 'KeyR', 'KeyA');
  await press('I am back');
  await watcher.until(({ collect }) => collect.phase?.name === 'success');
  await drive(1500, 'KeyW');
  await press('It has succeeded');
  await watcher.until(({ collect }) => collect.status === 'review');
  await picture('review');
  await press('Keep');
  await watcher.until(({ session }) => session?.kept === number, 60_000);
}
