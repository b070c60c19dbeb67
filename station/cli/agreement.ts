import { Command } from 'commander';
import type { Agreement } from '../../core/contract/statistics.ts';
import { Catalogue } from '../../datasets/catalogue/catalogue.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { type Conditions, queryOf, withFilterOptions } from './filter-options.ts';

interface AgreementOptions extends Conditions {
  json?: boolean;
}

export function agreementCommand(): Command {
  const command = new Command('agreement')
    .description("How far people agree about the same episodes: Cohen's kappa, and where they do not.")
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt');
  return withFilterOptions(command)
    .option('--json', 'for programs: one JSON object')
    .addHelpText(
      'after',
      `
Of each person the last decision counts that still stands: accept or reject, and the outcome. Kappa is 1 where two
always agree and 0 where they agree no more than chance would make them; "-" where both always said the same thing.

Examples:
  retrace agreement data/tshirt
  retrace agreement data/tshirt --json | jq '.disagreements[].id'`,
    )
    .action(run);
}

async function run(path: string, { json, ...conditions }: AgreementOptions): Promise<void> {
  const catalogue = new Catalogue(await openDataset(path));
  try {
    await catalogue.refresh();
    const agreement = await catalogue.agreement(queryOf(conditions));
    console.log(json ? JSON.stringify(agreement) : describe(agreement));
  } finally {
    catalogue.close();
  }
}

function describe({ pairs, disagreements }: Agreement): string {
  return [
    ...pairs.map(
      ({ about, a, b, episodes, agreed, kappa }) =>
        `${about.padEnd(8)}  ${a} and ${b}: agree on ${agreed} of ${episodes}, kappa ${kappa?.toFixed(2) ?? '-'}`,
    ),
    ...disagreements.map(({ id, about, judgements }) => {
      const said = judgements.map(({ by, value }) => `${by} ${value}`).join(', ');
      return `${id}  ${about}: ${said}`;
    }),
    `${disagreements.length} disagreements`,
  ].join('\n');
}
