import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { HashReply, HashRequest } from './file-hash.ts';

// A thread that does nothing else: it reads and hashes synchronously, in the order in which it is asked.

interface GrowingFile {
  fd: number;
  hash: Hash;
  hashedBytes: number;
}

const files = new Map<number, GrowingFile>();
const chunk = new Uint8Array(2 ** 18);

parentPort!.on('message', (request: HashRequest) => {
  const { id } = request;
  try {
    if (request.kind === 'close') return close(id);
    const file = files.get(id) ?? open(id, request.path);
    hashUpTo(file, request.bytes);
    if (request.kind === 'digest') reply({ id, sha256: file.hash.copy().digest('hex') });
  } catch (error) {
    // An `advance` that failed is tried again by the next request, or seen by the digest.
    if (request.kind === 'digest') reply({ id, error: String(error) });
  }
});

function open(id: number, path: string): GrowingFile {
  const file = { fd: openSync(path, 'r'), hash: createHash('sha256'), hashedBytes: 0 };
  files.set(id, file);
  return file;
}

function hashUpTo(file: GrowingFile, bytes: number): void {
  if (file.hashedBytes > bytes) throw new Error(`${file.hashedBytes} bytes are hashed already`);
  while (file.hashedBytes < bytes) {
    const length = Math.min(chunk.byteLength, bytes - file.hashedBytes);
    const bytesRead = readSync(file.fd, chunk, 0, length, file.hashedBytes);
    if (bytesRead === 0) throw new Error(`the file ends at byte ${file.hashedBytes} of ${bytes}`);
    file.hash.update(chunk.subarray(0, bytesRead));
    file.hashedBytes += bytesRead;
  }
}

function close(id: number): void {
  const file = files.get(id);
  files.delete(id);
  if (file !== undefined) closeSync(file.fd);
}

function reply(message: HashReply): void {
  parentPort!.postMessage(message);
}
