import { Command } from 'commander';
import { AppError, messageOf } from '../../core/errors.ts';
import { SOFTWARE } from '../../core/version.ts';

/** In the order of the help. Each is loaded when it is asked for: all of them together take a second. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand(),
  sim: async () => (await import('./sim.ts')).simCommand(),
  profile: async () => (await import('./profile.ts')).profileCommand(),
  collect: async () => (await import('./collect.ts')).collectCommand(),
  evaluate: async () => (await import('./evaluate.ts')).evaluateCommand(),
  list: async () => (await import('./list.ts')).listCommand(),
  show: async () => (await import('./show.ts')).showCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  label: async () => (await import('./label.ts')).labelCommand(),
  stats: async () => (await import('./stats.ts')).statsCommand(),
  agreement: async () => (await import('./agreement.ts')).agreementCommand(),
  recover: async () => (await import('./recover.ts')).recoverCommand(),
  rebuild: async () => (await import('./rebuild.ts')).rebuildCommand(),
  merge: async () => (await import('./merge.ts')).mergeCommand(),
  latency: async () => (await import('./latency.ts')).latencyCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  freeze: async () => (await import('./freeze.ts')).freezeCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  versions: async () => (await import('./versions.ts')).versionsCommand(),
  diff: async () => (await import('./versions.ts')).diffCommand(),
  trash: async () => (await import('./trash.ts')).trashCommand(),
};

const program = new Command('retrace')
  .description('Collect failures, the way back, and successes, for offline reinforcement learning.')
  .version(SOFTWARE.version)
  // A command may have a --version of its own.
  .enablePositionalOptions()
  .showHelpAfterError();

const asked = process.argv[2] ?? '';
const wanted = Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]!] : Object.values(COMMANDS);
for (const load of wanted) program.addCommand(await load());

try {
  await program.parseAsync();
} catch (error) {
  // What a person can act on is one line; anything else is a fault of ours and needs its stack.
  if (error instanceof AppError) console.error(`retrace: ${messageOf(error)}`);
  else console.error(error);
  process.exit(1);
}
