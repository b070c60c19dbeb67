import { startSimulation } from '../../robots/simulation/simulation.ts';
import { untilAskedToEnd } from '../cli/signals.ts';

/** Where the simulated robot's profile looks for it. */
const PORT = 9090;

/** The simulated robot as a process of the desktop app, for a station that has no other. */
const simulation = await startSimulation({ port: PORT, pace: 'real-time' });
await untilAskedToEnd();
await simulation.close();
process.exit(0);
