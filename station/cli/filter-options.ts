import { type Command, Option } from 'commander';
import type { EpisodeQuery } from '../../datasets/catalogue/query.ts';

/** Conditions as they were typed. */
export interface Conditions {
  outcome?: NonNullable<EpisodeQuery['outcome']>;
  protocol?: string;
  operator?: string;
  phase?: string;
  finding?: string;
  from?: string;
  before?: string;
  text?: string;
}

/** Which episodes a command is about; all conditions hold together. */
export function withFilterOptions(command: Command): Command {
  return command
    .addOption(new Option('--outcome <outcome>').choices(['success', 'failure', 'aborted']))
    .option('--protocol <name>', 'such as "visual-backtracking", or "visual-backtracking@1"')
    .option('--operator <name>')
    .option('--phase <phase>', 'with a segment in this phase')
    .option('--finding <code>', 'with a finding of this code')
    .option('--from <date>', 'began then or later, such as 2026-11-20')
    .option('--before <date>')
    .option('--text <text>', 'anywhere in task, operator, findings and notes');
}

export function queryOf({ finding, ...conditions }: Conditions): EpisodeQuery {
  return finding === undefined ? conditions : { ...conditions, findingCode: finding };
}
