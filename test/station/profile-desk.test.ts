import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { proposalViewSchema } from '../../core/contract/profiles.ts';
import { imageSize } from '../../core/image-size.ts';
import { openBridge } from '../../robots/bridge/open-bridge.ts';
import { parseRobotProfile } from '../../robots/parse-profile.ts';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { EpisodeLibrary } from '../../station/episode-library.ts';
import { StationServer } from '../../station/server/server.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { lockstepSeat } from '../support/lockstep-seat.ts';
import { ScreenClient } from '../support/screen-client.ts';

async function screenOfStation(): Promise<ScreenClient> {
  const { seat } = await lockstepSeat();
  const rendererPath = await tempFolder();
  await mkdir(join(rendererPath, 'assets'));
  await writeFile(join(rendererPath, 'index.html'), '<!doctype html><title>Retrace</title>');
  const server = await StationServer.listen({
    station: seat.station,
    episodes: new EpisodeLibrary(seat.dataset),
    rendererPath,
    port: 0,
  });
  onTestFinished(() => server.close());
  const screen = await ScreenClient.open(server.address);
  onTestFinished(() => screen.close());
  return screen;
}

it('shows a screen what another robot has, live, and lets it go when nobody looks', {
  timeout: 40_000,
}, async () => {
  const screen = await screenOfStation();
  const other = await startSimulation({ port: 0, seed: 9 });
  onTestFinished(() => other.close());

  await expect(screen.request('profile.pictures', {})).rejects.toThrow('no robot is being looked at');
  const proposal = proposalViewSchema.parse(await screen.request('profile.propose', { address: other.url }));
  expect(proposal.cameras.map(({ name, widthPx, rateHz }) => [name, widthPx, rateHz])).toEqual([
    ['front', 320, 30],
    ['wrist', 320, 30],
  ]);
  expect(proposal.commands.map(({ topic }) => topic)).toEqual(['/gripper/twist', '/gripper/width_command']);
  expect(parseRobotProfile(proposal.text, proposal.fileName).bridge.url).toBe(other.url);

  const front = async (): Promise<string> => {
    const { pictures } = await screen.request('profile.pictures', {});
    expect(pictures.map(({ camera }) => camera)).toEqual(['front', 'wrist']);
    return pictures[0]!.url!;
  };
  const before = await front();
  const bytes = Buffer.from(before.replace('data:image/jpeg;base64,', ''), 'base64');
  expect(imageSize(bytes)).toEqual({ encoding: 'jpeg', widthPx: 320, heightPx: 240 });
  const hand = openBridge({ kind: 'rosbridge', url: other.url });
  onTestFinished(() => hand.close());
  await expect.poll(() => hand.status.status).toBe('up');
  await hand.call('/simulation/reset', { seed: 3 }, 5000);
  await expect.poll(front, { timeout: 3000 }).not.toBe(before);

  await sleep(5500);
  await expect(screen.request('profile.pictures', {})).rejects.toThrow('no robot is being looked at');
});

it('does not look while a session runs, and says where nothing answers', { timeout: 20_000 }, async () => {
  const screen = await screenOfStation();
  await expect(screen.request('profile.propose', { address: 'ws://127.0.0.1:1' })).rejects.toThrow(
    'no bridge within 5 s: ',
  );
  await screen.request('session.start', { operator: 'Ada', task: 'Fold', protocol: 'demonstration' });
  await expect(screen.request('profile.propose', { address: 'ws://127.0.0.1:1' })).rejects.toThrow(
    'end the session first',
  );
});
