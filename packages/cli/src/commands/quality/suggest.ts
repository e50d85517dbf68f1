import type { Command } from 'commander'
import { runCommand } from '../command.ts'
import { several } from '../several.ts'
import type { SuggestFlags } from './suggest/suggest-command.ts'

const examples = `
Examples:
  $ understudy quality suggest taxis.csv --out rules.json
  $ understudy quality suggest postgres://reader@db.example.com/shop --out rules.json
  $ understudy quality suggest live --no-rows
  $ understudy quality suggest shop.json --out rules.json

All that a schema or the catalog of a database says, and what the rows have in common, each rule with where it comes from and
how sure it is: a file to review, whose rules hold on the data that they come from. No value of a personal column is in it.
What is not watched is listed, with the reason. Rows are looked at once, in flat memory; a database is read behind the
guard, in one state of it.`

export function addSuggest(quality: Command, done: (exitCode: number) => void): void {
  quality
    .command('suggest')
    .description('write rules to review, out of data or of a schema')
    .argument(
      '[data...]',
      'files of rows (.csv, .tsv, .json, .ndjson, .parquet, .xml), a folder of them, .sql, a schema, a URL, or an environment; the active one where left out',
    )
    .option('--out <file>', 'write the rules')
    .option('--force', 'write over a file that is there')
    .option('--no-rows', 'read no row: only what the schema or the catalog says')
    .option('--min-confidence <share>', 'leave out rules that are less sure, 0 to 1 (0)')
    .option('--schema <file>', 'what files hold; of CSV it says the types, which are told by the first rows else')
    .option('--entity <name>', 'what the rows of one file are called in the rules; its name without the extension else')
    .option('--delimiter <character>', 'what stands between the fields of CSV')
    .option(
      '--scratch <url>',
      'where a file of SQL is loaded: the URL of a Postgres server, or sqlite::memory: (pglite:)',
    )
    .option('--waive <check>', 'let through: source-can-write', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (data: readonly string[], flags: SuggestFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./suggest/suggest-command.ts')).suggestCommand(data, flags, around),
        ),
      ),
    )
}
