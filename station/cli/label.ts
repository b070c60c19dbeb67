import { userInfo } from 'node:os';
import { Argument, Command } from 'commander';
import type { Decision } from '../../core/contract/decision.ts';
import { AppError } from '../../core/errors.ts';
import { type Dataset, episodeNames, openDataset } from '../../datasets/dataset.ts';
import { decide } from '../../datasets/decisions.ts';
import { historyOf } from '../../datasets/episode/history.ts';
import { readLabels } from '../../datasets/labels.ts';
import { nonNegativeNumber } from './numbers.ts';

const NS_PER_S = 1e9;

interface LabelOptions {
  dataset: string;
  by: string;
  json?: boolean;
}

/** What all kinds of decisions have in common. */
const EPISODE = 'id, or its first or last characters';

export function labelCommand(): Command {
  const command = new Command('label')
    .description('Judge episodes: each decision is appended to labels.jsonl, and can be taken back.')
    .addHelpText(
      'after',
      `
Examples:
  retrace label accept 4a1b 77c0 --by grace
  retrace label reject 4a1b --reason "shirt fell off the table"
  retrace label trim 4a1b 1.5 12
  retrace label history 4a1b
  retrace label undo 4a1b`,
    );
  const add = (name: string, description: string): Command =>
    withOptions(command.command(name).description(description));
  add('accept', 'Good to learn from.')
    .argument('<episodes...>', EPISODE)
    .action((ids: string[], options) => decideAll(ids, { kind: 'accept' }, options));
  add('reject', 'Not to learn from. The file stays.')
    .argument('<episodes...>', EPISODE)
    .requiredOption('--reason <text>')
    .action((ids: string[], options) => decideAll(ids, { kind: 'reject', reason: options.reason }, options));
  add('second-look', 'Somebody else shall look at it.')
    .argument('<episodes...>', EPISODE)
    .action((ids: string[], options) => decideAll(ids, { kind: 'second-look' }, options));
  add('outcome', 'How it really ended.')
    .addArgument(new Argument('<outcome>').choices(['success', 'failure', 'aborted']))
    .argument('<episodes...>', EPISODE)
    .action((outcome, ids: string[], options) => decideAll(ids, { kind: 'outcome', outcome }, options));
  add('task', 'What it shows the robot doing, in better words than it was recorded with.')
    .argument('<task>')
    .argument('<episodes...>', EPISODE)
    .action((task, ids: string[], options) => decideAll(ids, { kind: 'task', task }, options));
  add('trim', 'Use only [start, end) of it.')
    .argument('<episode>', EPISODE)
    .argument('<start>', 'seconds since it began', nonNegativeNumber)
    .argument('<end>', 'seconds since it began', nonNegativeNumber)
    .action((id: string, start: number, end: number, options) =>
      decideAll([id], { kind: 'trim', startNs: toNs(start), endNs: toNs(end) }, options),
    );
  add('note', 'Say something about it, or about an instant of it.')
    .argument('<episode>', EPISODE)
    .argument('<text>')
    .option('--at <seconds>', 'since it began', nonNegativeNumber)
    .action((id: string, text: string, options) => {
      const at = options.at === undefined ? {} : { atNs: toNs(options.at) };
      return decideAll([id], { kind: 'note', text, ...at }, options);
    });
  add('undo', 'Take back a decision: by itself the last one that stands of whoever asks.')
    .argument('<episode>', EPISODE)
    .argument('[label]', 'id of the decision, as "retrace label history" shows it')
    .action(undo);
  add('history', 'Every decision ever made about it, oldest first.')
    .argument('<episode>', EPISODE)
    .action(history);
  return command;
}

function withOptions(command: Command): Command {
  return command
    .option('-d, --dataset <folder>', 'folder of the dataset', 'data/tshirt')
    .option('--by <name>', 'who decides', userInfo().username)
    .option('--json', 'for programs: a JSON object per episode');
}

async function decideAll(ids: string[], decision: Decision, options: LabelOptions): Promise<void> {
  const dataset = await openDataset(options.dataset);
  const names = await episodeNames(dataset);
  // Each must be known before the first is judged: a mistyped id shall not leave half of them done.
  const full = ids.map((id) => find(names, id, dataset));
  for (const id of full) {
    const { labelIds } = await decide(dataset, id, [decision], { by: options.by });
    console.log(
      options.json ? JSON.stringify({ id, label: labelIds[0] }) : `${id}  ${decision.kind}  ${labelIds[0]}`,
    );
  }
}

async function undo(id: string, label: string | undefined, options: LabelOptions): Promise<void> {
  const dataset = await openDataset(options.dataset);
  const full = find(await episodeNames(dataset), id, dataset);
  const entries = historyOf((await readLabels(dataset, full)).labels);
  const own = entries.findLast(
    (entry) => entry.isStanding && entry.by === options.by && entry.decision.kind !== 'undo',
  );
  const undoes = label ?? own?.id;
  if (undoes == null) {
    throw new AppError(
      'not-found',
      `no decision of "${options.by}" stands that could be taken back (${full})`,
    );
  }
  await decideAll([full], { kind: 'undo', undoes }, options);
}

async function history(id: string, { dataset: path, json }: LabelOptions): Promise<void> {
  const dataset = await openDataset(path);
  const full = find(await episodeNames(dataset), id, dataset);
  for (const entry of historyOf((await readLabels(dataset, full)).labels)) {
    if (json) {
      console.log(JSON.stringify(entry));
      continue;
    }
    const { kind, ...what } = entry.decision;
    const words = [
      entry.at.slice(0, 19).replace('T', ' '),
      entry.id ?? 'no id'.padEnd(36),
      entry.by,
      kind,
      Object.keys(what).length === 0 ? '' : JSON.stringify(what),
      entry.isStanding ? '' : '(taken back)',
    ];
    console.log(words.filter((word) => word !== '').join('  '));
  }
}

function find(names: readonly string[], id: string, { path }: Dataset): string {
  const found = names.filter((name) => name.startsWith(id) || name.endsWith(id));
  if (found.length === 1) return found[0]!;
  throw new AppError('not-found', `${found.length} episodes match "${id}", expected one (${path})`);
}

function toNs(seconds: number): number {
  return Math.round(seconds * NS_PER_S);
}
