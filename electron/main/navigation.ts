import { isOwnPage } from './screens-address.ts';

/** What the screens and the menu may show in the operator's browser; nothing else leaves the app. */
const EXTERNAL_HOSTS: ReadonlySet<string> = new Set([
  // The papers that the protocols come from.
  'arxiv.org',
  // The bridges of a robot.
  'docs.foxglove.dev',
  'docs.ros.org',
]);

/** The window shows its own screens and goes nowhere else; `about:blank` and `data:` are elsewhere too. */
export function mayNavigate(target: string): boolean {
  return isOwnPage(target);
}

/**
 * Whether an address may be handed to the system, which would start any program for any scheme.
 *
 * @param ownPage an address whose host is allowed too
 */
export function mayOpenExternally(target: string, ownPage?: string): boolean {
  if (!URL.canParse(target)) return false;
  const { protocol, hostname, port, username, password } = new URL(target);
  const isPlain = port === '' && username === '' && password === '';
  const isOwn = ownPage !== undefined && URL.canParse(ownPage) && new URL(ownPage).hostname === hostname;
  return protocol === 'https:' && isPlain && (isOwn || EXTERNAL_HOSTS.has(hostname));
}
