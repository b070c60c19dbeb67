import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { findBridge } from './find-bridge.ts';

/** Addresses of this computer's own that no other server of the tests listens on. */
const HOST = '127.87.65.1';
const TIMEOUT_MS = 500;

async function serveFoxglove(introduction: string): Promise<void> {
  const server = new WebSocketServer({
    host: HOST,
    port: 8765,
    handleProtocols: () => 'foxglove.websocket.v1',
  });
  server.on('connection', (socket) => socket.send(introduction));
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

async function serveRosbridge(): Promise<void> {
  const server = new WebSocketServer({ host: HOST, port: 9090 });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

async function serveHttp(body: string): Promise<void> {
  const server = createServer((_request, response) => response.end(body)).listen(11311, HOST);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

const INTRODUCTION = JSON.stringify({ op: 'serverInfo', name: 'robot', capabilities: [] });
const PID = '<?xml version="1.0"?><methodResponse><params/></methodResponse>';

it('prefers a Foxglove bridge to a rosbridge, and both to the bare master', async () => {
  await serveHttp(PID);
  expect(await findBridge(HOST, TIMEOUT_MS)).toEqual({ kind: 'ros1', url: `http://${HOST}:11311` });
  await serveRosbridge();
  expect(await findBridge(HOST, TIMEOUT_MS)).toEqual({ kind: 'rosbridge', url: `ws://${HOST}:9090` });
  await serveFoxglove(INTRODUCTION);
  expect(await findBridge(HOST, TIMEOUT_MS)).toEqual({ kind: 'foxglove', url: `ws://${HOST}:8765` });
});

it('does not take whatever listens there for a bridge', async () => {
  await serveFoxglove('{"hello":"world"}');
  await serveHttp('<html>It works!</html>');
  expect(await findBridge(HOST, TIMEOUT_MS)).toBeNull();
});

it('finds nothing where nothing is, and says what is no host', async () => {
  expect(await findBridge(HOST, TIMEOUT_MS)).toBeNull();
  await expect(findBridge('my robot', TIMEOUT_MS)).rejects.toMatchObject({ code: 'invalid-input' });
});
