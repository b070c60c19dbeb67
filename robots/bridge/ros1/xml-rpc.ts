import { Deserializer, serializeMethodCall, type XmlRpcValue } from '@foxglove/xmlrpc';
import { AppError, messageOf } from '../../../core/errors.ts';

const SUCCESS = 1;

/**
 * Asks a master or a node: the value of ROS's answer `[code, text, value]`
 * (wiki.ros.org/ROS/Master_Slave_APIs).
 *
 * The library's own client has no timeout, and behind a dead link its requests would pile up.
 *
 * @throws AppError `timeout`, `unavailable` where nothing answers, `not-allowed` where it refuses,
 * `invalid-input` for an answer that is none
 */
export async function ask(
  url: string,
  method: string,
  params: XmlRpcValue[],
  timeoutMs: number,
): Promise<XmlRpcValue> {
  const signal = AbortSignal.timeout(timeoutMs);
  let text: string;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml' },
      body: serializeMethodCall(method, params),
      signal,
    });
    text = await response.text();
  } catch (cause) {
    if (signal.aborted)
      throw new AppError('timeout', `${method} was not answered within ${timeoutMs} ms (${url})`);
    throw new AppError('unavailable', describe(cause, url), { cause });
  }
  const answer = await Promise.race([parseAnswer(text, url, method), expiry(signal)]);
  if (answer === null) throw new AppError('timeout', `${method} was answered without an end (${url})`);
  const [code, message, value] = answer;
  if (code === SUCCESS) return value;
  throw new AppError('not-allowed', `${method} was refused: ${String(message)} (${url})`);
}

/** The library's parser may never say that it is done, where XML is broken in its own way. */
function expiry(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
}

async function parseAnswer(text: string, url: string, method: string): Promise<XmlRpcValue[]> {
  let answer: unknown;
  try {
    if (!text.includes('</methodResponse>')) throw new Error('the text is no XML-RPC response');
    answer = await new Deserializer('utf-8').deserializeMethodResponse(text);
  } catch (cause) {
    const reason = `${method} was answered by something else than ROS: ${messageOf(cause)} (${url})`;
    throw new AppError('invalid-input', reason, { cause });
  }
  if (Array.isArray(answer) && answer.length === 3 && typeof answer[0] === 'number') return answer;
  throw new AppError('invalid-input', `${method} was answered by something else than ROS (${url})`);
}

function describe(error: unknown, url: string): string {
  const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
  const { hostname } = new URL(url);
  if (cause?.code === 'ECONNREFUSED') return `nothing answers at ${url}`;
  if (cause?.code === 'ENOTFOUND' || cause?.code === 'EAI_AGAIN') {
    return `this computer does not know the name "${hostname}" (${url}): set ROS_IP on the robot, or add the name to this computer's hosts file`;
  }
  return `${cause?.message ?? messageOf(error)} (${url})`;
}
