import { join } from 'node:path';

/**
 * What the window may do: show the station's screens, and nothing else. Gamepads need no permission, and
 * nothing that does is used, so every request is denied.
 */
export function mayNavigate(target: string, stationAddress: string): boolean {
  return URL.canParse(target) && new URL(target).origin === new URL(stationAddress).origin;
}

/**
 * The address that the station passed on, which must be this computer's.
 *
 * @throws Error with what was found instead
 */
export function stationAddress(text: string | undefined): string {
  if (text !== undefined && URL.canParse(text)) {
    const { protocol, hostname } = new URL(text);
    if (protocol === 'http:' && hostname === '127.0.0.1') return text;
  }
  throw new Error(`RETRACE_ADDRESS: expected an address such as http://127.0.0.1:8720/, found "${text}"`);
}

/** Where the window of this address keeps its settings, below the system's folder for application data. */
export function profileFolder(appData: string, stationAddress: string): string {
  return join(appData, 'Retrace', `port-${new URL(stationAddress).port || '80'}`);
}
