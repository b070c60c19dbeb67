import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { retrace } from '../../test/support/cli.ts';
import { ScreenClient } from '../../test/support/screen-client.ts';
import { StationProcess } from '../../test/support/station-process.ts';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/**
 * The pictures of docs/guide/audit.md, at both sizes: a few episodes of the scripted operator, some of them judged
 * by two people.
 *
 * @param folder where the pictures go; `data` is for the dataset
 */
export async function takeAuditPictures(browser: Browser, folder: string, data: string): Promise<void> {
  const runs = [
    ['--episodes', '6', '--seed', '3'],
    ['--episodes', '2', '--seed', '30', '--protocol', 'demonstration'],
  ];
  for (const run of runs) {
    const { code, stderr } = await retrace('collect', '--fast', '--out', data, ...run);
    if (code !== 0) throw new Error(`nothing was collected: ${stderr}`);
  }
  const station = await StationProcess.start(data);
  try {
    await judge(station.address);
    for (const viewport of SIZES) {
      const page = await browser.newPage({ viewport });
      const picture = (name: string) =>
        page.screenshot({
          path: join(folder, `audit-${name}-${viewport.width}.jpg`),
          type: 'jpeg',
          quality: 82,
        });
      await page.goto(station.address);
      await page.getByRole('link', { name: 'Episodes' }).click();
      await page.getByLabel('Deciding as').fill('Grace');
      await page.getByRole('table', { name: 'Episodes' }).getByRole('link').nth(3).waitFor();
      await page.waitForTimeout(1500);
      await picture('queue');
      await page.getByRole('table').getByRole('link', { name: 'Visual backtracking' }).first().click();
      await page.getByRole('slider', { name: 'Playhead' }).waitFor();
      for (let hops = 0; hops < 7; hops += 1) await page.keyboard.press('Shift+ArrowRight');
      await page.waitForTimeout(2500);
      await picture('episode');
      await page.keyboard.press('KeyX');
      await page.getByRole('dialog').waitFor();
      await picture('reject');
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Episodes' }).click();
      for (const [tab, name] of [
        ['Dataset', 'dataset'],
        ['Versions', 'versions'],
      ] as const) {
        await page.getByRole('link', { name: tab, exact: true }).click();
        await page.waitForTimeout(1500);
        if (name === 'versions') {
          for (const box of await page.getByRole('checkbox').all()) await box.check();
          await page.getByRole('region', { name: 'Comparison' }).waitFor();
        }
        await picture(name);
      }
      await page.close();
    }
  } finally {
    await station.stop();
  }
}

/** Once the checks have run: what two data leads would decide, and two versions around the last decision. */
async function judge(address: string): Promise<void> {
  const client = await ScreenClient.open(address);
  for (let isChecked = false; !isChecked; ) {
    const { checked, total } = await client.request('audit.progress', {});
    isChecked = total > 0 && checked >= total;
    if (!isChecked) await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  const { episodes } = await client.request('audit.query', { sort: 'startedAt' });
  const ids = episodes.map(({ id }) => id);
  const [first, second, third] = ids as [string, string, string];
  const accept = { kind: 'accept' as const };
  const failure = { kind: 'outcome' as const, outcome: 'failure' as const };
  const reject = { kind: 'reject' as const, reason: 'Mostly standing still' };
  const freeze = (name: string) => client.request('versions.freeze', { name, by: 'Grace' });
  await client.request('audit.label', {
    by: 'Grace',
    episodes: ids.slice(0, 4).map((id) => ({ id, decisions: [accept] })),
  });
  await client.request('audit.label', {
    by: 'Ada',
    episodes: [
      { id: first, decisions: [accept] },
      { id: second, decisions: [reject] },
    ],
  });
  await freeze('tshirt-monday');
  await client.request('audit.label', { by: 'Grace', episodes: [{ id: third, decisions: [failure] }] });
  await freeze('tshirt-tuesday');
  client.close();
}
