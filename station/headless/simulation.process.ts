import { startSimulation } from '../../robots/simulation/simulation.ts';

/** Where the simulated robot's profile looks for it. */
const PREFERRED_PORT = 9090;

/** Electron's `process.parentPort`, as far as it is used. */
const { parentPort } = process as unknown as { parentPort: { postMessage(message: { url: string }): void } };

/** The simulated robot as a process of the desktop app, for a seat that has no other. */
const start = (port: number) => startSimulation({ port, pace: 'real-time' });
// Another program may have the port.
const { url } = await start(PREFERRED_PORT).catch(() => start(0));
parentPort.postMessage({ url });
