import { expect, it } from 'vitest';
import type { ProtocolView } from '../../core/contract/snapshot.ts';
import { findProtocol } from './find-protocol.ts';

function protocol(name: string, version: number): ProtocolView {
  return { name, version, title: name, description: '', phases: [] };
}

const protocols = [protocol('vbt', 1), protocol('vbt', 2), protocol('demonstration', 1)];

it.each([
  ['vbt@2', 'vbt', 2],
  ['vbt@7', 'vbt', 1],
  ['vbt', 'vbt', 1],
  ['demonstration@1', 'demonstration', 1],
])('finds %s', (reference, name, version) => {
  expect(findProtocol(protocols, reference)).toMatchObject({ name, version });
});

it('finds nothing for a stranger', () => {
  expect(findProtocol(protocols, 'play@1')).toBeUndefined();
});
