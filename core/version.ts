import packageJson from '../package.json' with { type: 'json' };

/** Goes into every episode, so that a fault found later can be traced to the code that made it. */
export const SOFTWARE = { name: packageJson.name, version: packageJson.version };
