import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { SynthesizeFlags } from './synthesize/synthesize-command.ts'

const examples = `
Examples:
  $ understudy synthesize --patterns patterns.json --rows 1000000 --out diamonds.csv
  $ understudy synthesize --patterns patterns.json --rows 1000 --where "fraud = true" --out frauds.ndjson
  $ understudy synthesize --patterns shop.json --rows customers=5000 --scenario peak.json --format parquet --out shop/
  $ understudy synthesize --patterns shop.json --rows customers=5000 --into postgres://me@localhost/shop_test
  $ understudy synthesize --patterns shop.json --into sqlite:shop.db --create
  $ understudy synthesize --patterns patterns.json --privacy privacy.json --seed 7 --out - | head

Same patterns, same seed, same options: the same rows, in one process or in many. --rows is of entities without parents;
children follow their parents, as many as they had. Beside rows that a table has already, numbered keys count on. A
scenario is a JSON file: { "rows": 10, "reweight": [{ "where": "fraud = true", "share": 0.2 }], "children": { "orders": 3 } }.`

export function addSynthesize(program: Command, done: (exitCode: number) => void): void {
  program
    .command('synthesize')
    .description('make rows that are like those that patterns were learned of')
    .requiredOption('--patterns <file>', 'what to make, as understudy profile writes it')
    .option(
      '--rows <counts>',
      'rows of every entity without parents, or of single ones: 1000, film=5 (as many as were learned of)',
      several,
    )
    .option(
      '--where <expression>',
      'only rows of which this is true; of several entities: ENTITY: EXPRESSION; may be repeated',
      several,
    )
    .option('--scenario <file>', 'more rows, more children, other shares of what is rare')
    .option('--privacy <file>', 'privacy rules: of the fields that they name no value of the sample is left')
    .option('--sample <data>', 'the rows that were learned from: what --privacy asks for is proven against them')
    .option('--holdout <data>', 'with --sample: real rows that nobody learned from')
    .option('--seed <seed>', 'same seed, same rows (default: 1)')
    .option('--locale <locale>', 'language and country of what is made anew: en, de, fr_CH, ja …')
    .option(
      '--format <format>',
      'json, ndjson, csv, xml, sql or parquet (default: by the ending of --out, else ndjson)',
    )
    .option('--out <path>', 'a file, a folder with a file per entity, or - for standard output')
    .option(
      '--into <url>',
      'a database whose tables get the rows, all in one transaction; a URL or the name of an environment',
    )
    .option('--create', 'with --into: make the tables first')
    .option('--entity <name>', 'only this entity, to a file')
    .option('--partition <i/n>', 'only the i-th of n parts; put together in order they are the whole')
    .option('--workers <n>', 'threads that encode at the same time (default: 1)')
    .option('--dialect <dialect>', 'of --format sql: postgres or sqlite')
    .option('--dry-run', 'show the plan and make nothing')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: SynthesizeFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./synthesize/synthesize-command.ts')).synthesizeCommand(flags, around),
        ),
      ),
    )
}

const several = (value: string, all: string[] = []): string[] => [...all, value]
