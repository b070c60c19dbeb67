import { isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { AppError } from '../../core/errors.ts';

/** Where a station serves its screens. */
export interface Endpoint {
  /** A name or an address of this computer; 0.0.0.0 for all of them, :: for those of IPv6 too. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** As PEM; null for plain HTTP. */
  tls: { cert: Buffer; key: Buffer } | null;
}

const LOOPBACK = ['127.0.0.1', 'localhost'];
const ALL = '0.0.0.0';
const ALL_OF_BOTH = '[::]';

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
  const name = nameInAddress(host);
  return [...LOOPBACK, ...(isAll(name) ? [hostname().toLowerCase(), ...networkAddresses(name)] : [name])];
}

/** Where other machines find it, the likeliest first; empty when it serves this computer alone. */
export function namesForOthers({ host }: Pick<Endpoint, 'host'>): readonly string[] {
  if (isForThisComputer({ host })) return [];
  const name = nameInAddress(host);
  return isAll(name) ? networkAddresses(name) : [name];
}

/** As a browser writes it in an address: in small letters, and one of IPv6 in brackets, at its shortest. */
export function nameInAddress(host: string): string {
  return URL.parse(`http://${isIPv6(host) ? `[${host}]` : host}`)?.hostname ?? host;
}

function isAll(name: string): boolean {
  return name === ALL || name === ALL_OF_BOTH;
}

function networkAddresses(all: string): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((those) => those ?? []);
  return (all === ALL ? ['IPv4'] : ['IPv4', 'IPv6']).flatMap((wanted) =>
    addresses
      // One of a single link only is no use without the name of its interface, which a browser does not take.
      .filter(({ family, internal, scopeid = 0 }) => family === wanted && !internal && scopeid === 0)
      .map(({ address }) => nameInAddress(address)),
  );
}
