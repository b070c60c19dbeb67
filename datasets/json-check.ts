import { crc32 } from 'node:zlib';
import { AppError } from '../core/errors.ts';

/**
 * End the text of a JSON object with a field `check`: the CRC-32 of all that stands before it. JSON with a
 * flipped bit is often still JSON, with another operator or outcome in it.
 */
export function addCheck(json: string): string {
  const checked = json.slice(0, json.lastIndexOf('}')).trimEnd();
  const [comma, end] = checked.includes('\n') ? [',\n  "check": ', '\n}'] : [',"check":', '}'];
  return `${checked}${comma}"${crcOf(checked)}"${end}`;
}

/**
 * Files without a check are taken as they are: people and other programs may write them too.
 *
 * @throws AppError `corrupt` when the text before the check is not what it was.
 */
export function assertCheck(text: string, path: string): void {
  const begin = text.lastIndexOf(',');
  // Any name of five letters: the field's own may be what was damaged.
  const found = /^,\s*"[^"]{5}":\s*"([^"]{8})"\s*\}\s*$/.exec(text.slice(begin))?.[1];
  if (found === undefined) return;
  const crc = crcOf(text.slice(0, begin));
  if (crc === found) return;
  throw new AppError(
    'corrupt',
    `the file is damaged or was changed: its text has the checksum ${crc}, not ${found}; ` +
      `if it was changed on purpose, take out the field "check" (${path})`,
  );
}

function crcOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
