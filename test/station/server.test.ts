import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { EpisodeLibrary } from '../../station/episode-library.ts';
import { StationServer } from '../../station/server/server.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { type LockstepSeat, lockstepSeat } from '../support/lockstep-seat.ts';

let robot: LockstepSeat;
let server: StationServer;
let origin: string;
let host: string;
let cookie: string;

beforeEach(async () => {
  robot = await lockstepSeat();
  const { seat } = robot;
  const rendererPath = await tempFolder();
  await mkdir(join(rendererPath, 'assets'));
  await writeFile(join(rendererPath, 'index.html'), '<!doctype html><title>Retrace</title>');
  server = await StationServer.listen({
    station: seat.station,
    episodes: new EpisodeLibrary(seat.dataset),
    rendererPath,
    port: 0,
  });
  onTestFinished(() => server.close());
  ({ origin, host } = new URL(server.address));
  const response = await fetch(server.address, { redirect: 'manual' });
  cookie = response.headers.get('set-cookie')!.split(';')[0]!;
});

/** As `fetch`, which would not let a test forge the Host. */
function get(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    httpRequest({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

describe('pages', () => {
  it('are served to whoever opened the address with its token, under a strict policy', async () => {
    const response = await fetch(`${origin}/`, { headers: { cookie } });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Retrace');
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'",
    );
  });

  it.each<[string, () => Promise<number>, number]>([
    ['no token', () => get('/', { host }), 401],
    ['a wrong token', () => get('/?token=AAAA', { host }), 401],
    ['a wrong cookie', () => get('/', { host, cookie: 'retrace_token=AAAA' }), 401],
    ['another name for this computer', () => get('/', { host: 'evil.example', cookie }), 421],
    ['another port', () => get('/', { host: '127.0.0.1:1', cookie }), 421],
    ['a way out of the folder', () => get('/../package.json', { host, cookie }), 404],
    ['an encoded way out', () => get('/%2e%2e/%2e%2e/etc/passwd', { host, cookie }), 404],
    ['a folder', () => get('/assets/', { host, cookie }), 404],
    ['a picture by a path', () => get('/episodes/..%2f..%2fx/frames/front/0.jpg', { host, cookie }), 404],
    [
      'a picture of no episode',
      () => get('/episodes/01a202e0-4fd4-7160-b927-362018147e2c/frames/front/0.jpg', { host, cookie }),
      404,
    ],
  ])('are refused with %s', async (_name, ask, status) => {
    expect(await ask()).toBe(status);
  });
});

const hasIpv6 = Object.values(networkInterfaces()).some((those) =>
  those?.some(({ address }) => address === '::1'),
);

it.skipIf(!hasIpv6)('is at the address that it gives, of IPv6 too', async () => {
  const { seat } = robot;
  const six = await StationServer.listen({
    station: seat.station,
    episodes: new EpisodeLibrary(seat.dataset),
    rendererPath: await tempFolder(),
    port: 0,
    host: '0:0::1',
  });
  onTestFinished(() => six.close());
  expect(six.address).toContain('http://[::1]:');
  expect((await fetch(six.address, { redirect: 'manual' })).status).toBe(303);
});

describe('the way to the contract', () => {
  async function closeCode(headers: Record<string, string>): Promise<string> {
    const socket = new WebSocket(`ws://${host}/contract`, { headers });
    const [error] = (await once(socket, 'error')) as [Error];
    return error.message;
  }

  it('is closed to other pages and to whoever has no token', async () => {
    expect(await closeCode({ cookie, origin: 'http://evil.example' })).toContain('403');
    expect(await closeCode({ cookie })).toContain('403');
    expect(await closeCode({ origin })).toContain('403');
    expect(await closeCode({ cookie, origin, host: 'evil.example' })).toContain('403');
  });

  it('survives addresses that are none, and clients that break off', async () => {
    expect(await get('//', { host, cookie })).toBe(400);
    const { hostname, port } = new URL(origin);
    for (let i = 0; i < 20; i += 1) {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.write(
        `GET /contract HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      socket.resetAndDestroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await get('/', { host, cookie })).toBe(200);
  });
});

describe('a station for other machines', () => {
  const pem = (name: string): Buffer => readFileSync(new URL(`../support/tls/${name}.pem`, import.meta.url));

  /** Served on every network over TLS, and asked with forged headers. */
  async function forOthers(): Promise<{
    token: string;
    port: string;
    ask(path: string, headers: Record<string, string>): Promise<{ status: number; cookie: string }>;
    upgrade(headers: Record<string, string>): Promise<string>;
  }> {
    const { seat } = robot;
    const open = await StationServer.listen({
      station: seat.station,
      episodes: new EpisodeLibrary(seat.dataset),
      rendererPath: await tempFolder(),
      port: 0,
      host: '0.0.0.0',
      tls: { cert: pem('cert'), key: pem('key') },
    });
    onTestFinished(() => open.close());
    const { port, protocol, searchParams, hostname } = new URL(open.address);
    expect([protocol, hostname]).toEqual(['https:', '127.0.0.1']);
    return {
      token: searchParams.get('token')!,
      port,
      ask: (path, headers) =>
        new Promise((resolve, reject) => {
          // Whoever forges a name has no certificate for it, but may not care.
          const options = {
            hostname: '127.0.0.1',
            port,
            path,
            headers,
            rejectUnauthorized: false,
          };
          httpsRequest(options, (response) => {
            response.resume();
            resolve({ status: response.statusCode!, cookie: response.headers['set-cookie']?.[0] ?? '' });
          })
            .on('error', reject)
            .end();
        }),
      upgrade: async (headers) => {
        const socket = new WebSocket(`wss://127.0.0.1:${port}/contract`, {
          headers,
          rejectUnauthorized: false,
        });
        return Promise.race([
          once(socket, 'error').then(([error]) => (error as Error).message),
          once(socket, 'open').then(() => {
            socket.terminate();
            return 'open';
          }),
        ]);
      },
    };
  }

  it('asks for token, Host and Origin as on this computer, and gives its cookie to TLS alone', async () => {
    const { token, port, ask, upgrade } = await forOthers();
    const host = `127.0.0.1:${port}`;
    const opened = await ask(`/?token=${token}`, { host });
    expect(opened.status).toBe(303);
    expect(opened.cookie).toContain('; HttpOnly; SameSite=Strict; Path=/; Secure');
    const cookie = opened.cookie.split(';')[0]!;

    expect((await ask('/', { host })).status).toBe(401);
    expect((await ask('/?token=AAAA', { host })).status).toBe(401);
    // DNS rebinding: a page's own name leads here.
    expect((await ask('/', { host: `evil.example:${port}`, cookie })).status).toBe(421);
    expect((await ask('/', { host: '0.0.0.0', cookie })).status).toBe(421);
    expect((await ask('/../../etc/passwd', { host, cookie })).status).toBe(404);

    const origin = `https://${host}`;
    expect(await upgrade({ host, cookie, origin })).toBe('open');
    expect(await upgrade({ host, cookie, origin: 'https://evil.example' })).toContain('403');
    expect(await upgrade({ host, cookie, origin: `http://${host}` })).toContain('403');
    expect(await upgrade({ host, origin })).toContain('403');
    expect(await upgrade({ host: 'evil.example', cookie, origin: 'https://evil.example' })).toContain('403');
  });

  it('says nothing to who does not speak TLS', async () => {
    const { port } = await forOthers();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('refuses a certificate that is none', async () => {
    const { seat } = robot;
    const listening = StationServer.listen({
      station: seat.station,
      episodes: new EpisodeLibrary(seat.dataset),
      rendererPath: await tempFolder(),
      port: 0,
      host: '0.0.0.0',
      tls: { cert: Buffer.from('nonsense'), key: pem('key') },
    });
    await expect(listening).rejects.toThrow('the certificate or its key cannot be used');
  });
});
