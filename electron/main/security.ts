import { readFile } from 'node:fs/promises';
import { protocol, type Session, shell, type WebContents } from 'electron';
import { SECURITY_HEADERS } from '../../station/server/security-headers.ts';
import { resolveAppFile } from './app-files.ts';
import { mayNavigate, mayOpenExternally } from './navigation.ts';
import { chooseHid, isDeviceGranted, isGranted } from './permissions.ts';
import { SCREENS_SCHEME } from './screens-address.ts';
import { isTrustedSender } from './senders.ts';

/** Must be called before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCREENS_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built screens, and beside them the plain page for a station that is down.
 *
 * @param plainPage HTML, or null while the station runs
 */
export function serveScreens(session: Session, root: string, plainPage: () => string | null): void {
  session.protocol.handle(SCREENS_SCHEME, async ({ url }) => {
    const file = await resolveAppFile(root, url);
    if (file === null) return new Response('not found', { status: 404, headers: SECURITY_HEADERS });
    const page = file.contentType.startsWith('text/html') ? plainPage() : null;
    return new Response(page ?? new Uint8Array(await readFile(file.path)), {
      headers: { ...SECURITY_HEADERS, 'Content-Type': file.contentType },
    });
  });
}

/** @param collectWindow the window in which the robot is driven; null while there is none */
export function denyByDefault(session: Session, collectWindow: () => WebContents | null): void {
  session.setPermissionRequestHandler((contents, permission, callback, { requestingUrl, isMainFrame }) =>
    callback(
      isGranted({
        permission,
        requester: requestingUrl,
        isMainFrame,
        isCollectWindow: contents === collectWindow(),
      }),
    ),
  );
  session.setPermissionCheckHandler((contents, permission, origin, { isMainFrame }) =>
    isGranted({
      permission,
      requester: origin,
      isMainFrame,
      isCollectWindow: contents !== null && contents === collectWindow(),
    }),
  );
  session.setDevicePermissionHandler(({ deviceType, origin, device }) =>
    isDeviceGranted({
      deviceType,
      origin,
      // Of a serial port the numbers are texts; those are denied.
      device:
        'vendorId' in device && typeof device.vendorId === 'number' && typeof device.productId === 'number'
          ? { vendorId: device.vendorId, productId: device.productId }
          : null,
    }),
  );
  session.on('select-hid-device', (event, { deviceList, frame }, callback) => {
    event.preventDefault();
    // The window's own page, and nothing that is embedded in it.
    const isCollectWindow = frame !== null && frame === collectWindow()?.mainFrame;
    callback(chooseHid(deviceList, isCollectWindow && isTrustedSender(frame)));
  });
}

/** A page goes nowhere, opens nothing, and embeds nothing; links that are allowed open in the operator's browser. */
export function lockDown(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    openExternally(url);
    return { action: 'deny' };
  });
  const stay = (event: { url: string; preventDefault(): void }): void => {
    if (!mayNavigate(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** @param ownPage the packager's, which may be opened too; its host was held against that of the releases */
export function openExternally(url: string, ownPage?: string): void {
  if (mayOpenExternally(url, ownPage)) void shell.openExternal(url);
}
