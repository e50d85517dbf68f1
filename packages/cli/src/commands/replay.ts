import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { ReplayFlags } from './replay/replay-command.ts'

const examples = `
Examples:
  $ understudy replay understudy-1:eyJz… --from postgres://me@localhost/shop_test
  $ understudy replay understudy-1:eyJz… --from sqlite:shop.db --out rows.ndjson
  $ understudy replay understudy-1:eyJz… --into sqlite:empty.db --needs test/needs.ts

A failing test prints its token. --from names the database that it ran on: the rows are made in a copy of that, printed
as NDJSON, and nothing is left of them. --into makes them in a database that has the same tables and no other rows.
Factories and needs of your own are code: --needs names the module that exports them as data, as the tests have them,
and what every test begins with as prepare, if there is such.`

export function addReplay(program: Command, done: (exitCode: number) => void): void {
  program
    .command('replay')
    .description('make the rows again that a failed test saw')
    .argument('<token>', 'as it was printed')
    .option('--from <url|env>', 'the database that the test ran on; it is left as it is')
    .option('--into <url|env>', 'make the rows in this database, and keep them')
    .option('--out <file>', 'write the rows there, as NDJSON; - for standard output')
    .option('--needs <file>', 'a module that exports the needs of the tests as data')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (token: string, flags: ReplayFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./replay/replay-command.ts')).replayCommand(token, flags, around),
        ),
      ),
    )
}
