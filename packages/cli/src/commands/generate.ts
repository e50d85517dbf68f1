import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { GenerateFlags } from './generate/options.ts'

const examples = `
Examples:
  $ understudy generate --schema examples/shop.json --rows 1000 --out shop.ndjson
  $ understudy generate --schema examples/shop.json --rows 1000000 --format csv --workers 2 --out shop/
  $ understudy generate --from postgres://me@localhost/app --rows 1000 --into postgres://me@localhost/app_test
  $ understudy generate --from sqlite:app.db --rows 100,users=5000 --into sqlite:app.db --seed 7
  $ understudy generate --schema shop.json --partition 3/8 --format ndjson --out - | gzip > part3.gz

Same schema, same seed, same options: the same rows, in one process or in many.`

const several = (value: string, all: string[] = []): string[] => [...all, value]

export function addGenerate(program: Command, done: (exitCode: number) => void): void {
  program
    .command('generate')
    .description('make rows for a schema, into files or into a database')
    .option('--schema <file>', 'what to make: a DataSchema as JSON')
    .option('--from <url>', "what to make: a database's own tables; a URL or the name of an environment")
    .option('--rows <counts>', 'rows of every table, or of single ones: 1000, film=5,actor=20, 1000,film=5', several)
    .option('--seed <seed>', 'same seed, same rows (default: 1)')
    .option('--locale <locale>', 'language and country of the values: en, de, fr_CH, ja …')
    .option('--quality-level <level>', 'basic, standard or premium (default: standard; premium with --patterns)')
    .option('--patterns <file>', 'what understudy profile learned of real data: premium draws columns from it')
    .option(
      '--format <format>',
      'json, ndjson, csv, xml, sql or parquet (default: by the ending of --out, else ndjson)',
    )
    .option('--out <path>', 'a file, a folder with a file per entity, or - for standard output')
    .option(
      '--into <url>',
      'a database whose tables are filled, all in one transaction; a URL or the name of an environment',
    )
    .option('--create', 'with --schema and --into: make the tables first')
    .option('--entity <name>', 'only this entity, to a file')
    .option('--only <name>', 'only this table, into a database; may be repeated', several)
    .option('--partition <i/n>', 'only the i-th of n parts; put together in order they are the whole')
    .option('--workers <n>', 'threads that encode at the same time (default: 1)')
    .option('--dialect <dialect>', 'of --format sql: postgres or sqlite')
    .option('--config <file>', 'understudy.config.json, found upward from here where it is left out')
    .option('--dry-run', 'show the plan and make nothing')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: GenerateFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./generate/generate-command.ts')).generateCommand(flags, around),
        ),
      ),
    )
}
