import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const SIMULATED_PROFILE = at('robots/profiles/simulated-tshirt.json');

/** Where `npm run build` puts the screens. */
export const RENDERER = at('out/renderer');
