import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from './security-headers.ts';

const COOKIE = 'retrace_token';

export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
}

/**
 * A page elsewhere may resolve its own name to this computer; only the names we serve under are answered.
 *
 * @param names as browsers write them; see `namesOf`
 */
export function isOwnHost(
  { headers }: Pick<IncomingMessage, 'headers'>,
  scheme: 'http' | 'https',
  names: readonly string[],
  port: number,
): boolean {
  const host = headers.host?.toLowerCase();
  // Browsers leave out the scheme's own port.
  const mayLackPort = port === (scheme === 'https' ? 443 : 80);
  return names.some((name) => host === `${name}:${port}` || (mayLackPort && host === name));
}

/** Browsers send the origin with every WebSocket; another page's is not ours. */
export function isOwnOrigin(request: IncomingMessage, scheme: 'http' | 'https'): boolean {
  const { origin, host } = request.headers;
  return origin === `${scheme}://${host}`;
}

export function hasToken(request: IncomingMessage, token: string): boolean {
  return isSame(cookieOf(request), token);
}

/** The token of the address that was printed at the start, when this request carries it. */
export function isTokenAddress(url: URL, token: string): boolean {
  return isSame(url.searchParams.get('token') ?? '', token);
}

/** From then on the cookie speaks, so the token does not stay in the address bar or the history. */
export function redirectWithCookie(response: ServerResponse, token: string, isSecure: boolean): void {
  response.writeHead(303, {
    Location: '/',
    'Set-Cookie': `${COOKIE}=${token}; HttpOnly; SameSite=Strict; Path=/${isSecure ? '; Secure' : ''}`,
    'Cache-Control': 'no-store',
  });
  response.end();
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

function cookieOf(request: IncomingMessage): string {
  const cookies = (request.headers.cookie ?? '').split('; ');
  return cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
