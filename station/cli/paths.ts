import { fileURLToPath } from 'node:url';

export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const SIMULATED_PROFILE = `${PACKAGE_ROOT}robots/profiles/simulated-tshirt.json`;

/** Where `npm run build` puts the screens and the desktop shell. */
export const RENDERER = `${PACKAGE_ROOT}out/renderer`;
export const ELECTRON_MAIN = `${PACKAGE_ROOT}out/electron/app.js`;
