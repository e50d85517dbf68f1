import type { Command } from 'commander'
import { runCommand } from '../command.ts'
import { several } from '../several.ts'
import type { CheckFlags } from './check/check-command.ts'

const examples = `
Examples:
  $ understudy quality check taxis.csv --rules rules.json
  $ understudy quality check orders.csv customers.csv --rules rules.json
  $ understudy quality check postgres://reader@db.example.com/shop --rules rules.json --json
  $ understudy quality check live --rules rules.json --read-rows
  $ understudy quality check taxis.csv --rules rules.json --report quality.html --history history.ndjson --improve

A database is read behind the guard, in one state of it, and counts by SQL what SQL counts as reading rows would; for all
else rows are read. Failing rows are shown with their values masked: letters as x, digits as 9. It ends with 0 where no rule
failed, with 1 where one did. A rule that cannot be evaluated, as its column is gone or there are no rows, is listed; with
--strict it ends with 1, too.`

export function addCheck(quality: Command, done: (exitCode: number) => void): void {
  quality
    .command('check')
    .description('hold data against rules')
    .argument(
      '[data...]',
      'files of rows (.csv, .tsv, .json, .ndjson, .parquet, .xml), a folder of them, .sql, a URL, or an environment; the active one where left out',
    )
    .requiredOption('--rules <file>', 'what must be true of the data')
    .option('--format <format>', 'text, json, markdown, html or junit (text)')
    .option('--report <file>', 'write it as .json, .md, .html or .xml (JUnit); may be repeated', several, [])
    .option(
      '--history <file>',
      'add this run to a file of NDJSON, and say what changed since the last one by these rules',
    )
    .option('--improve', 'say what would help, and what the metrics would gain by it')
    .option('--schema <file>', 'what files hold; of CSV it says the types, which are told by the first rows else')
    .option('--entity <name>', 'what the rows of one file are called in the rules; its name without the extension else')
    .option('--delimiter <character>', 'what stands between the fields of CSV')
    .option('--samples <rows>', 'failing rows of each rule that are shown, masked (10)')
    .option('--read-rows', 'read rows, also where the database could count')
    .option('--strict', 'a rule that cannot be evaluated fails')
    .option('--now <time>', 'the time that rules about the age of data go by, such as 2026-01-31T12:00:00Z')
    .option(
      '--scratch <url>',
      'where a file of SQL is loaded: the URL of a Postgres server, or sqlite::memory: (pglite:)',
    )
    .option('--waive <check>', 'let through: source-can-write', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (data: readonly string[], flags: CheckFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./check/check-command.ts')).checkCommand(data, flags, around),
        ),
      ),
    )
}
