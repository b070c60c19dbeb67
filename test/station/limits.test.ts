import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { EpisodeLibrary } from '../../station/episode-library.ts';
import { StationServer } from '../../station/server/server.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { TRANSPORTS } from '../support/contract-peer.ts';
import { lockstepSeat } from '../support/lockstep-seat.ts';

it('has room for 32 screens, and again for one when one has gone', async () => {
  const { seat } = await lockstepSeat();
  const episodes = new EpisodeLibrary(seat.dataset);
  const server = await StationServer.listen({
    station: seat.station,
    episodes,
    rendererPath: await tempFolder(),
    port: 0,
  });
  onTestFinished(async () => {
    await server.close();
    await episodes.close();
  });
  const response = await fetch(server.address, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  const { origin, host } = new URL(server.address);
  const open = async (): Promise<WebSocket | string> => {
    const socket = new WebSocket(`ws://${host}/contract`, { headers: { cookie, origin } });
    return once(socket, 'open').then(
      () => socket,
      (error: Error) => error.message,
    );
  };
  const sockets = await Promise.all(Array.from({ length: 32 }, open));
  expect(sockets.filter((socket) => typeof socket === 'string')).toEqual([]);
  expect(await open()).toContain('503');
  (sockets[0] as WebSocket).terminate();
  await vi.waitFor(async () => expect(await open()).toBeInstanceOf(WebSocket));
});

it.each(Object.entries(TRANSPORTS))(
  'answers 64 requests of a screen at a time over a %s, and the stop beside them',
  async (_name, open) => {
    const { seat } = await lockstepSeat();
    const screen = await (await open(seat))();
    onTestFinished(() => screen.close());
    for (let id = 1; id <= 100; id += 1) {
      screen.send({ type: 'request', id, name: 'episodes.list', params: {} });
    }
    screen.send({ type: 'request', id: 101, name: 'robot.stop', params: {} });
    const answers = () =>
      new Map(screen.messages.flatMap((said) => (said.type === 'response' ? [[said.id, said.result]] : [])));
    await vi.waitFor(() => expect(answers().size).toBe(101), 10_000);
    const refused = [...answers().values()].filter((result) => !result.ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(100 - 64);
    expect(refused[0]).toMatchObject({ error: { code: 'unavailable' } });
    expect(answers().get(101)).toEqual({ ok: true, value: {} });
  },
);
