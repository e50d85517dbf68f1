import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { ScanFlags } from './scan/scan-command.ts'

const examples = `
Examples:
  $ understudy scan postgres://reader@db.example.com/shop --out rules.json
  $ understudy scan ./shop.db
  $ understudy scan people.csv --out rules.json
  $ understudy scan live --merge rules.json --out rules.json

It reads some rows of every table, tells what is personal by the names, the types and the values of the columns, and
writes a policy to review: what it is sure of is decided, everything else stands under "undecided". No value is printed
or written. A source that the role could write to is refused, unless that is waived: --waive source-can-write.
With --merge the decisions of an old policy stay, new columns are undecided, and what is gone is dropped.`

export function addScan(program: Command, done: (exitCode: number) => void): void {
  program
    .command('scan')
    .description('find personal data, and write a policy to review')
    .argument(
      '[source]',
      'URL, environment, or a file: .csv, .json, .ndjson, .parquet; the active environment where left out',
    )
    .option('--out <file>', 'write the policy')
    .option('--merge <file>', 'keep the decisions of this policy')
    .option('--samples <rows>', 'rows of each table that are looked at (1000)')
    .option('--min-confidence <share>', 'from here on a finding is a decision, 0 to 1 (0.7)')
    .option('--locale <locale>', 'of the people who take the place of others (en)')
    .option('--waive <check>', 'let through: source-can-write', collect, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (source: string | undefined, flags: ScanFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./scan/scan-command.ts')).scanCommand(source, flags, around),
        ),
      ),
    )
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
