import { parseArgs } from 'node:util';
import { messageOf } from '../../core/errors.ts';
import { parse } from '../../core/parse.ts';
import { portWire, type WirePort } from '../server/screen-wire.ts';
import { DesktopSeat } from './desktop-seat.ts';
import { type FromStation, HEARTBEAT_PERIOD_MS, type ToStation, toStationSchema } from './shell-messages.ts';

/** Electron's `process.parentPort`, as far as it is used; its types would bring Electron into the station. */
interface ParentPort {
  postMessage(message: FromStation): void;
  on(name: 'message', listener: (event: { data: unknown; ports: WirePort[] }) => void): void;
}

/** The station as a process of the desktop app. It has no window, and no screen but those that the shell sends. */
const { parentPort } = process as unknown as { parentPort: ParentPort };
const { values } = parseArgs({
  options: {
    dataset: { type: 'string' },
    resources: { type: 'string' },
    profile: { type: 'string' },
    'bridge-url': { type: 'string' },
    'disk-reserve': { type: 'string' },
  },
});

let seat: DesktopSeat | null = null;
parentPort.on('message', ({ data, ports }) => {
  let message: ToStation;
  try {
    message = parse(toStationSchema, data, 'message of the desktop app');
  } catch (error) {
    console.error(messageOf(error));
    return;
  }
  void obey(message, ports);
});

async function obey({ type }: ToStation, ports: WirePort[]): Promise<void> {
  if (type === 'screen') {
    // A screen that comes too early is sent away, and comes again.
    for (const port of ports) {
      if (seat === null) port.close();
      else seat.addScreen(portWire(port, (event) => (event as { data: unknown }).data));
    }
  } else if (type === 'seal') {
    await seat?.seal();
    parentPort.postMessage({ type: 'sealed' });
  } else {
    await seat?.close();
    process.exit(0);
  }
}

// From now on: opening a dataset may take a while, and is no silence.
setInterval(
  () => parentPort.postMessage({ type: 'heartbeat', activity: seat?.activity ?? 'idle' }),
  HEARTBEAT_PERIOD_MS,
);

try {
  const reserveMb = values['disk-reserve'];
  seat = await DesktopSeat.open({
    dataset: values.dataset!,
    resources: values.resources!,
    profile: values.profile,
    bridgeUrl: values['bridge-url'],
    reserveBytes: reserveMb === undefined ? undefined : Number(reserveMb) * 1e6,
  });
  parentPort.postMessage({ type: 'ready', dataset: seat.datasetPath, recovered: seat.recovered });
} catch (error) {
  parentPort.postMessage({ type: 'refused', message: messageOf(error) });
  process.exitCode = 1;
  // The message must be out before the process is.
  setTimeout(() => process.exit(), 100);
}
