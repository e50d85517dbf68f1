import { connect, loadSqlFile } from '@understudy/sdk'
import type { Command } from 'commander'
import { counted, seconds } from '../terminal/amounts.ts'
import { runCommand } from './command.ts'
import { resolveWritablePlace } from './resolve-writable-place.ts'

const examples = `
Examples:
  $ understudy load postgres://me@localhost/app schema.sql
  $ understudy load sqlite:app.db dump.sql

Reads what pg_dump and psql write: COPY blocks with their data, \\i and \\ir. It stops at the first error.`

export function addLoad(program: Command, done: (exitCode: number) => void): void {
  program
    .command('load')
    .description('run a file of SQL against a database')
    .argument('<url>', 'a URL or the name of an environment; a SQLite file is made if it is not there')
    .argument('<file>', 'the file of SQL')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (url: string, file: string, { json = false }: { json?: boolean }) =>
      done(
        await runCommand(json, async ({ signal }) => {
          const start = performance.now()
          await using database = await connect((await resolveWritablePlace(url)).url)
          const { statements, rows, skipped } = await loadSqlFile(database, file, { signal })
          const spent = (performance.now() - start) / 1000
          return {
            document: { command: 'load', database: database.name, file, statements, rows, skipped, seconds: spent },
            lines: [
              `${counted(statements, 'statement')} and ${counted(rows, 'row')} into ${database.name} in ${seconds(spent)}`,
              ...skipped.map((one) => `passed over ${one.file}:${one.line}: ${one.statement} (${one.reason})`),
            ],
          }
        }),
      ),
    )
}
