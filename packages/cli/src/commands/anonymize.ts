import type { Command } from 'commander'
import type { AnonymizeFlags } from './anonymize/anonymize-file.ts'
import { runCommand } from './command.ts'

const examples = `
Examples:
  $ export UNDERSTUDY_KEY=$(openssl rand -base64 32)
  $ understudy anonymize customers.csv --rules policy.json --out customers.masked.csv
  $ understudy anonymize orders.ndjson --rules policy.json --table public.orders --out - | head
  $ understudy anonymize people.parquet --rules policy.json --out people.parquet.new --report report.json
  $ understudy anonymize people.csv --rules policy.json --out masked.csv --form account=text

Reads and writes csv, json, ndjson, parquet and xml, row by row. Every column needs a decision in the policy: where the
head of the file has one without, nothing is written, and the lines to add are printed. The table of the policy is the
one that the file is named after, or the only one, or --table. The same key and policy mask equal values alike, in files
and in clones. The key comes from --key-file, UNDERSTUDY_KEY or UNDERSTUDY_KEY_FILE. The file is whole or not there.`

export function addAnonymize(program: Command, done: (exitCode: number) => void): void {
  program
    .command('anonymize')
    .description('mask a file by a policy')
    .argument('<file>', 'csv, json, ndjson, parquet or xml')
    .requiredOption('--rules <file>', 'the masking policy')
    .requiredOption('--out <file>', 'where the masked rows go; - is standard output')
    .option('--table <name>', 'the table of the policy that the rows are of')
    .option('--key-file <file>', 'the file that holds the key')
    .option('--format <format>', 'of the file that is read; by its name when not said')
    .option('--form <column=form>', 'what a column holds, such as account=text; may be repeated', collect, [])
    .option('--report <file>', 'write what was masked as JSON')
    .option('--force', 'replace a file that is there')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (file: string, flags: AnonymizeFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./anonymize/anonymize-file.ts')).anonymizeFile(file, flags, around),
        ),
      ),
    )
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
