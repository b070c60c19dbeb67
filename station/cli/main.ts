import { Command } from 'commander';
import { AppError, messageOf } from '../../core/errors.ts';
import { SOFTWARE } from '../../core/version.ts';
import { agreementCommand } from './agreement.ts';
import { checkCommand } from './check.ts';
import { collectCommand } from './collect.ts';
import { evaluateCommand } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { freezeCommand } from './freeze.ts';
import { labelCommand } from './label.ts';
import { latencyCommand } from './latency.ts';
import { listCommand } from './list.ts';
import { mergeCommand } from './merge.ts';
import { profileCommand } from './profile.ts';
import { rebuildCommand } from './rebuild.ts';
import { recoverCommand } from './recover.ts';
import { showCommand } from './show.ts';
import { simCommand } from './sim.ts';
import { startCommand } from './start.ts';
import { statsCommand } from './stats.ts';
import { trashCommand } from './trash.ts';
import { verifyCommand } from './verify.ts';
import { diffCommand, versionsCommand } from './versions.ts';

const program = new Command('retrace')
  .description('Collect failures, the way back, and successes, for offline reinforcement learning.')
  .version(SOFTWARE.version)
  // A command may have a --version of its own.
  .enablePositionalOptions()
  .showHelpAfterError()
  .addCommand(startCommand())
  .addCommand(simCommand())
  .addCommand(profileCommand())
  .addCommand(collectCommand())
  .addCommand(evaluateCommand())
  .addCommand(listCommand())
  .addCommand(showCommand())
  .addCommand(verifyCommand())
  .addCommand(checkCommand())
  .addCommand(labelCommand())
  .addCommand(statsCommand())
  .addCommand(agreementCommand())
  .addCommand(recoverCommand())
  .addCommand(rebuildCommand())
  .addCommand(mergeCommand())
  .addCommand(latencyCommand())
  .addCommand(freezeCommand())
  .addCommand(exportCommand())
  .addCommand(versionsCommand())
  .addCommand(diffCommand())
  .addCommand(trashCommand());

try {
  await program.parseAsync();
} catch (error) {
  // What a person can act on is one line; anything else is a fault of ours and needs its stack.
  if (error instanceof AppError) console.error(`retrace: ${messageOf(error)}`);
  else console.error(error);
  process.exit(1);
}
