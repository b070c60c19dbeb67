// Takes the pictures of the README and the guide from the running app: `npm run screenshots`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openScreens } from '../test/support/browser.ts';
import { KeyboardHand } from '../test/support/keyboard-hand.ts';
import { ScreenClient } from '../test/support/screen-client.ts';
import { StationProcess } from '../test/support/station-process.ts';
import { takeAuditPictures } from './pictures/audit.ts';
import { takeCollectPictures, takePolicyPicture } from './pictures/collect.ts';
import { takeExportPictures } from './pictures/export.ts';

const PICTURES = join(import.meta.dirname, '../docs/pictures');
const GUIDE_PICTURES = join(import.meta.dirname, '../docs/guide/pictures');
const DRIVE_MS = 60_000;

const folder = await mkdtemp(join(tmpdir(), 'retrace-pictures-'));
const station = await StationProcess.start(join(folder, 'tshirt'));
const browser = await launchBrowser();
try {
  const watcher = await ScreenClient.open(station.address);
  const { bridge } = await watcher.until((snapshot) => snapshot.bridge.status === 'up');
  const { page } = await openScreens(browser, station.address);
  const picture = (name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.getByLabel('Operator').fill('Ada');
  await page.getByLabel('Task').fill('Pick up the T-shirt at the collar');
  await picture('start');
  await page.getByRole('button', { name: 'Start session' }).click();
  await watcher.until(({ collect }) => collect.status === 'ready' && collect.blockers.length === 0);
  await page.waitForTimeout(1000);
  await page.getByRole('button', { name: 'Begin episode' }).click();
  const hand = new KeyboardHand(page, bridge.url, 7);
  await watcher.until(({ collect }) => collect.status === 'recording');
  await hand.drive('fail', DRIVE_MS);
  await page.keyboard.press('Enter');
  let isDone = false;
  while (!isDone) {
    await watcher.until(({ collect }) => collect.phase?.name === 'recovery');
    await hand.drive('recover', DRIVE_MS);
    await page.keyboard.press('Enter');
    await watcher.until(({ collect }) => collect.phase?.name === 'success');
    // While the shirt goes up.
    const shot = watcher
      .until(({ predicate }) => predicate?.isTrue === true, DRIVE_MS)
      .then(() => picture('collect'));
    isDone = await hand.drive('succeed', DRIVE_MS);
    if (isDone) await shot;
    else await page.keyboard.press('Digit1');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Keep', disabled: false }).click();
  await watcher.until(({ session }) => session?.kept === 1);
  await page.getByRole('link', { name: 'Episodes' }).click();
  await page.getByRole('link', { name: /Visual backtracking/ }).waitFor();
  await page.waitForTimeout(500);
  await picture('episodes');
  await page.getByRole('link', { name: /Visual backtracking/ }).click();
  await page.getByRole('slider', { name: 'Playhead' }).waitFor();
  await page.keyboard.press('KeyK');
  await page.waitForTimeout(3000);
  await picture('replay');
  await hand.close();
  watcher.close();
  await station.stop();
  await takeCollectPictures(browser, GUIDE_PICTURES, join(folder, 'collect'));
  await takePolicyPicture(browser, GUIDE_PICTURES, join(folder, 'with-policy'));
  await takeAuditPictures(browser, GUIDE_PICTURES, join(folder, 'audited'));
  await takeExportPictures(browser, GUIDE_PICTURES, join(folder, 'exported'));
} finally {
  await browser.close();
  await station.stop();
  await rm(folder, { recursive: true });
}
