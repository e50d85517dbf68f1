import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { FidelityFlags } from './fidelity/fidelity-command.ts'
import { several } from './several.ts'

const examples = `
Examples:
  $ understudy fidelity diamonds.csv synthetic.csv
  $ understudy fidelity train.csv synthetic.csv --holdout test.csv
  $ understudy fidelity diamonds.csv synthetic.csv --format html > fidelity.html
  $ understudy fidelity postgres://reader@db.example.com/shop ./made --floor calibrated=0.9 --floor classifierAuc=0.65
  $ understudy fidelity diamonds.csv synthetic.csv --target diamonds.price --json

It says how like synthetic rows are to the real ones: by column, by pairs of columns, on a scale where 0 is a shuffle of the
columns and 1 other real rows, by a classifier that tells them apart, and by what models are worth that learn from them. And
how near they come to the real rows: against a holdout, which are real rows that nobody learned from, or else against what
the real rows are to each other. It ends with 1 where real rows leaked, a floor is not held, or an entity is missing. Values
are never shown: rows are named by their number.`

export function addFidelity(program: Command, done: (exitCode: number) => void): void {
  program
    .command('fidelity')
    .description('how like synthetic rows are to real ones, and whether real ones leaked into them')
    .argument('<real>', 'the rows that were learned from: a file, a folder of files, a URL, or an environment')
    .argument('<synthetic>', 'the rows that were made')
    .option('--holdout <data>', 'real rows that nobody learned from')
    .option('--schema <file>', 'what is a key and what refers to what, where files do not say it')
    .option('--rules <file>', 'what the synthetic rows are held against; what the real ones have in common, else')
    .option(
      '--target <entity.column>',
      'what models are to predict; may be repeated; chosen where left out',
      several,
      [],
    )
    .option(
      '--floor <figure=value>',
      'shapes, trends, overall or calibrated at least, classifierAuc or risk at most; may be repeated',
      several,
      [],
    )
    .option('--format <format>', 'text, json or html: one file with charts that loads nothing (text)')
    .option('--seed <seed>', 'of what is drawn: samples, shuffles, intervals (fidelity)')
    .option('--named <rows>', 'rows that an alarm names at most (1000)')
    .option('--delimiter <character>', 'what stands between the fields of CSV')
    .option('--waive <check>', 'let through: source-can-write', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (real: string, synthetic: string, flags: FidelityFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./fidelity/fidelity-command.ts')).fidelityCommand({ real, synthetic }, flags, around),
        ),
      ),
    )
}
