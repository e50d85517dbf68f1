import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { ProfileFlags } from './profile/profile-command.ts'
import { several } from './several.ts'

const examples = `
Examples:
  $ understudy profile diamonds.csv --out patterns.json
  $ understudy profile customers.csv orders.csv --schema shop.json --out patterns.json
  $ understudy profile postgres://reader@db.example.com/shop --rare-below 10 --out patterns.json
  $ understudy profile patients.csv --epsilon 1 --out patterns.json

What columns are like and how they depend on each other and on those of their parents: a file to review, of which
understudy synthesize makes rows. There is no row in it, and no value that few rows share. What was not learned is listed,
with the reason.`

export function addProfile(program: Command, done: (exitCode: number) => void): void {
  program
    .command('profile')
    .description('learn the patterns of data, to make data that is like it')
    .argument(
      '[data...]',
      'files of rows (.csv, .tsv, .json, .ndjson, .parquet, .xml), a folder of them, .sql, a URL, or an environment; the active one where left out',
    )
    .option('--out <file>', 'write the patterns')
    .option('--force', 'write over a file that is there')
    .option('--rare-below <rows>', 'what fewer rows share is not learned (5)')
    .option('--most-rows <rows>', 'rows of each entity that are looked at (500000)')
    .option('--epsilon <number>', 'learn with differential privacy, with this budget')
    .option('--delta <number>', 'of differential privacy: the chance that a value of one row shows (0.000001)')
    .option('--schema <file>', 'keys, relationships and checks, where files do not say them')
    .option('--entity <name>', 'what the rows of one file are called; its name without the extension else')
    .option('--delimiter <character>', 'what stands between the fields of CSV')
    .option(
      '--scratch <url>',
      'where a file of SQL is loaded: the URL of a Postgres server, or sqlite::memory: (pglite:)',
    )
    .option('--waive <check>', 'let through: source-can-write', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (data: readonly string[], flags: ProfileFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./profile/profile-command.ts')).profileCommand(data, flags, around),
        ),
      ),
    )
}
