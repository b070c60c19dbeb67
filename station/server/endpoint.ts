import { hostname, networkInterfaces } from 'node:os';
import { AppError } from '../../core/errors.ts';

/** Where a station serves its screens. */
export interface Endpoint {
  /** An address of this computer; 0.0.0.0 for all of them. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** As PEM; null for plain HTTP. */
  tls: { cert: Buffer; key: Buffer } | null;
}

const LOOPBACK = ['127.0.0.1', 'localhost'];
const ALL = '0.0.0.0';

export function isForThisComputer({ host }: Pick<Endpoint, 'host'>): boolean {
  return LOOPBACK.includes(host);
}

/**
 * Other machines come over TLS, or after an explicit word that a network may read the token and the pictures.
 *
 * @throws AppError `invalid-input`
 */
export function checkEndpoint(endpoint: Endpoint, isPlainAllowed: boolean): void {
  if (isForThisComputer(endpoint) || endpoint.tls !== null || isPlainAllowed) return;
  throw new AppError(
    'invalid-input',
    `other machines reach a station over TLS: give --tls-cert and --tls-key, or --plain if everyone on the network may read along (--host ${endpoint.host})`,
  );
}

/** The names that a browser may ask for; a page elsewhere may make its own name lead here, and is refused. */
export function namesOf({ host }: Pick<Endpoint, 'host'>): readonly string[] {
  if (isForThisComputer({ host })) return LOOPBACK;
  return [...LOOPBACK, ...(host === ALL ? [hostname().toLowerCase(), ...networkAddresses()] : [host])];
}

/** Where other machines find it, the likeliest first; empty when it serves this computer alone. */
export function namesForOthers({ host }: Pick<Endpoint, 'host'>): readonly string[] {
  if (isForThisComputer({ host })) return [];
  return host === ALL ? networkAddresses() : [host];
}

function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
