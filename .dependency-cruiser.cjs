// The house of the design: imports point one way. `npm run check:layers` fails on any other.
const layer = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const rooms = ['protocols', 'datasets', 'robots', 'station', 'electron', 'renderer'];
const notInto = (from, allowed) => {
  const to = (mayReach) => ({
    path: `^(core|${rooms.join('|')}|test|scripts|bin)/`,
    pathNot: `^(${mayReach.join('|')})/`,
  });
  const test = '\\.test\\.tsx?$';
  const mayReach = [from, ...allowed];
  const comment = `${from} may import only ${mayReach.join(', ')}`;
  return [
    layer(`${from}-imports`, comment, { path: `^${from}/`, pathNot: test }, to(mayReach)),
    layer(
      `${from}-tests`,
      `${comment}, and its tests what is in test/`,
      { path: `^${from}/.*${test}` },
      to([...mayReach, 'test']),
    ),
  ];
};

module.exports = {
  forbidden: [
    ...notInto('core', []),
    ...notInto('protocols', ['core']),
    ...notInto('datasets', ['core', 'protocols']),
    ...notInto('robots', ['core']),
    ...notInto('station', ['core', 'protocols', 'datasets', 'robots']),
    ...notInto('electron', ['core', 'station']),
    ...notInto('renderer', ['core', 'protocols', 'datasets']),
    layer(
      'runtime-free',
      'core and protocols run everywhere: nothing of Node in them',
      { path: '^(core|protocols)/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    layer(
      'renderer-runtime',
      'the screens run in a browser: nothing they reach may need Node',
      { path: '^renderer/', pathNot: '(\\.test\\.ts|vite\\.config\\.ts)$' },
      {
        reachable: true,
        path: '^(node:)?(fs|path|os|crypto|child_process|worker_threads|net|http|stream)(/|$)',
      },
    ),
    layer('no-cycles', 'a cycle is one room with two doors', {}, { circular: true }),
    layer(
      'simulation-apart',
      'a robot is a robot: only what starts or scripts the simulated one knows it',
      { path: '^(station|robots)/', pathNot: '^(robots/simulation/|station/(cli/(sim|collect)|headless/))' },
      { path: '^robots/simulation/' },
    ),
    layer('tests-stay-apart', 'no test is imported', {}, { path: '\\.test\\.tsx?$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|data)/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
  },
};
