import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { launchBrowser, openScreens } from '../support/browser.ts';
import { ScreenClient } from '../support/screen-client.ts';
import { StationProcess } from '../support/station-process.ts';

let browser: Browser;
let station: StationProcess;
let watcher: ScreenClient;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  station = await StationProcess.start(await tempFolder());
  watcher = await ScreenClient.open(station.address);
  onTestFinished(async () => {
    await page?.context().close();
    watcher.close();
    await station.stop();
  });
  await watcher.until(({ bridge }) => bridge.status === 'up');
  await watcher.request('session.start', { operator: 'Ada', task: 'Pick up', protocol: 'demonstration' });
  ({ page } = await openScreens(browser, station.address));
});

/** No device can be plugged in here: the page's own API is given one, and all behind it is real. */
async function plugIn(script: string): Promise<void> {
  await page.addInitScript(script);
  await page.reload();
}

const goTo = (screen: string) => page.getByRole('link', { name: screen, exact: true }).click();
const asked = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

/** As a person does, who holds it until the screen goes on. */
const answered = (text: string) =>
  page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'hidden' });

/** Devices are read once a frame, however late frames are; what is let go must be seen let go. */
const seenAtRest = () =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

/** As a person would: press anew while a busy machine is late and the station holds the robot. */
async function untilMoving(letGo: () => Promise<unknown>, press: () => Promise<unknown>): Promise<Snapshot> {
  let snapshot = await watcher.until(() => true);
  for (const endMs = performance.now() + 20_000; performance.now() < endMs; ) {
    await letGo();
    await watcher.until(({ input }) => !input.isDeadManHeld);
    await press();
    snapshot = await watcher.until(({ robot }) => robot.status === 'moving' || robot.isStopped);
    if (snapshot.robot.status === 'moving') return snapshot;
  }
  throw new Error(`the robot was always held: ${snapshot.robot.reason}`);
}

const JOYSTICK = `
  window.pad = { id: 'Strange stick', index: 0, connected: true, mapping: '', axes: [0, 0, 0, 0, -1],
    buttons: Array.from({ length: 8 }, () => ({ pressed: false, value: 0 })) };
  Navigator.prototype.getGamepads = () => [window.pad];
`;

const axis = (index: number, value: number) => page.evaluate(`window.pad.axes[${index}] = ${value}`);
const button = (index: number, value: number) =>
  page.evaluate(`window.pad.buttons[${index}].value = ${value}`);

async function moveFully(index: number): Promise<void> {
  for (const value of [1, -1, 0]) {
    await axis(index, value);
    await page.waitForTimeout(100);
  }
}

it('a gamepad of unknown layout is mapped by moving it, tested, and then drives', async () => {
  await plugIn(JOYSTICK);
  await goTo('Settings');
  const card = page.getByRole('region', { name: 'Strange stick' });
  expect(await card.getByRole('button', { name: 'Test' }).isDisabled()).toBe(true);

  await card.getByRole('button', { name: 'Map sticks' }).click();
  const questions: [string, number, number][] = [
    ['hold it to the right', 2, 1],
    ['hold it away from you', 3, -1],
    ['hold it up', 1, -1],
    ['hold it to turn left', 0, -1],
  ];
  for (const [question, index, value] of questions) {
    await asked(question);
    await axis(index, value);
    await answered(question);
    await axis(index, 0);
    await seenAtRest();
  }
  for (const [question, index] of [
    ['dead-man', 6],
    ['gripper', 3],
    ['large button', 0],
  ] as const) {
    await asked(question);
    await button(index, 1);
    await answered(question);
    await button(index, 0);
    await seenAtRest();
  }
  await page.getByRole('button', { name: 'Save' }).click();

  await card.getByRole('button', { name: 'Test' }).click();
  await asked('Hold the dead-man and move everything');
  await button(6, 1);
  for (const index of [0, 1, 2, 3]) await moveFully(index);
  await button(6, 0);
  await asked('All is well');
  const { input } = await watcher.until((snapshot) => snapshot.input.selfTest !== null);
  expect(input.selfTest).toMatchObject({ device: 'gamepad', id: 'Strange stick', findings: [] });
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();

  await goTo('Collect');
  await page.getByRole('button', { name: 'Begin episode' }).waitFor();
  await axis(2, 1);
  const driven = await untilMoving(
    () => button(6, 0),
    () => button(6, 1),
  );
  expect(driven.input).toMatchObject({ device: 'gamepad', isDeadManHeld: true });
  expect(driven.input.axes[0]).toBe(1);
  await button(6, 0);
  await watcher.until(({ robot }) => robot.status === 'held');
});

it('the self-test catches a stick that drifts, an axis that reads zero, and a dead-man that is not felt', async () => {
  await plugIn(
    JOYSTICK.replace(`mapping: ''`, `mapping: 'standard'`).replace('[0, 0, 0, 0, -1]', '[0.2, 0, 0, 0]'),
  );
  await goTo('Settings');
  await page.getByRole('region', { name: 'Strange stick' }).getByRole('button', { name: 'Test' }).click();
  await asked('Hold the dead-man and move everything');
  for (const index of [0, 1, 2]) await moveFully(index);
  await axis(0, 0.2);
  await page.getByRole('button', { name: 'That is all I can move' }).click();
  await asked('Something is wrong');
  const { input } = await watcher.until((snapshot) => snapshot.input.selfTest !== null);
  expect(input.selfTest!.findings).toEqual([
    expect.stringContaining('The dead-man was not felt'),
    expect.stringMatching(/^Right: it drifts to 0\.20/),
    expect.stringMatching(/^Up: it always read 0/),
  ]);
});

it('a SpaceMouse that was allowed before drives by its reports', async () => {
  await plugIn(`
    const listeners = [];
    const mouse = { vendorId: 0x256f, productName: 'SpaceMouse Compact', opened: false,
      open: async () => { mouse.opened = true; }, addEventListener: (_, listener) => listeners.push(listener) };
    window.report = (id, ...bytes) =>
      listeners.forEach((listener) => listener({ reportId: id, data: new DataView(Uint8Array.from(bytes).buffer) }));
    Object.defineProperty(Navigator.prototype, 'hid', { value: {
      getDevices: async () => [mouse], addEventListener: () => {}, requestDevice: async () => [mouse] } });
  `);
  await page.getByRole('button', { name: 'Begin episode' }).waitFor();
  // 350 counts to the right, with the left button held.
  await page.evaluate('window.report(1, 0x5e, 1, 0, 0, 0, 0)');
  const { input } = await untilMoving(
    () => page.evaluate('window.report(3, 0, 0)'),
    () => page.evaluate('window.report(3, 1, 0)'),
  );
  expect(input).toMatchObject({ device: 'spacemouse', isDeadManHeld: true });
  expect(input.axes[0]).toBe(1);
  await page.evaluate('window.report(3, 0, 0)');
  await watcher.until(({ robot }) => robot.status === 'held');
});

it('a pedal becomes the dead-man, and only a free key can', async () => {
  await goTo('Settings');
  await page.getByText('Keys and foot pedals').click();
  const choose = page.getByRole('button', { name: 'Another key: Hold to drive; let go to hold still' });
  await choose.click();
  await page.keyboard.press('KeyW');
  await page.getByRole('alert').filter({ hasText: 'already means' }).waitFor();
  await choose.click();
  await page.keyboard.press('F9');
  await goTo('Collect');
  await page.getByRole('button', { name: 'Begin episode' }).waitFor();
  await page.keyboard.down('KeyW');
  await untilMoving(
    () => page.keyboard.up('F9'),
    () => page.keyboard.down('F9'),
  );
  await page.keyboard.up('F9');
  await watcher.until(({ robot }) => robot.status === 'held');
});

it('sticks on the screen drive while a thumb is on them', async () => {
  await goTo('Settings');
  await page.getByRole('radiogroup', { name: 'When sticks are on the screen' }).getByText('Always').click();
  await page
    .getByRole('region', { name: 'Sticks on the screen' })
    .getByRole('button', { name: 'Test' })
    .click();
  await asked('Hold the dead-man and move everything');
  for (const name of ['Move', 'Up, turn']) {
    const tried = page.getByRole('region', { name: 'Sticks', exact: true }).getByText(name).locator('..');
    const box = (await tried.boundingBox())!;
    const [middleX, middleY] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(middleX, middleY);
    await page.mouse.down();
    for (const [x, y] of [
      [52, 0],
      [-52, 0],
      [0, 52],
      [0, -52],
    ] as const) {
      await page.mouse.move(middleX + x, middleY + y);
      await page.waitForTimeout(100);
    }
    await page.mouse.up();
  }
  await asked('All is well');
  const tested = await watcher.until((snapshot) => snapshot.input.selfTest !== null);
  expect(tested.input.selfTest).toMatchObject({ device: 'touch', findings: [] });
  expect(tested.robot.status).toBe('held');
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();
  await goTo('Collect');
  const stick = page.getByRole('region', { name: 'Sticks' }).getByText('Move').locator('..');
  const { x, y, width, height } = (await stick.boundingBox())!;
  await untilMoving(
    () => page.mouse.up(),
    async () => {
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2 + 52, y + height / 2);
    },
  );
  const { input } = await watcher.until((snapshot) => snapshot.input.axes[0]! > 0.9);
  expect(input.device).toBe('touch');
  await page.mouse.up();
  await watcher.until(({ robot }) => robot.status === 'held');
});
