/** Where the screens live: a scheme of our own, so that no file and no other page shares their origin. */
export const SCREENS_SCHEME = 'app';
const SCREENS_HOST = 'bundle';
export const SCREENS_URL = `${SCREENS_SCHEME}://${SCREENS_HOST}/index.html`;

/** Whether this is a page of ours. By its parts: to Node the origin of every `app:` address is the same "null". */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${SCREENS_SCHEME}:` && host === SCREENS_HOST && username === '' && password === '';
}
