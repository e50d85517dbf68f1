import type { Command } from 'commander'
import { runCommand } from '../command.ts'
import { type CompareFlags, compareCommand } from './compare/compare-command.ts'

const examples = `
Examples:
  $ understudy quality check shop --rules rules.json --format json > before.json
  $ understudy quality compare before.json after.json
  $ understudy quality compare history.ndjson
  $ understudy quality compare before.json history.ndjson --json

Rule by rule it says what is new, worse, fixed, better, and what is evaluated no longer. A history stands for its last run;
given alone, for its last two. It ends with 1 where something became worse. Looks by different rules are refused, as their
figures do not say what changed in the data, unless that is meant.`

export function addCompare(quality: Command, done: (exitCode: number) => void): void {
  quality
    .command('compare')
    .description('what changed from one look at data to another')
    .argument('<before>', 'a report (--format json), or a history')
    .argument('[after]', 'the later one')
    .option('--across-rules', 'compare looks by different rules, too, as far as both have a rule')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (before: string, after: string | undefined, flags: CompareFlags) =>
      done(
        await runCommand(flags.json ?? false, () =>
          compareCommand(after === undefined ? [before] : [before, after], flags),
        ),
      ),
    )
}
