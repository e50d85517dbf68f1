import type { Command } from 'commander'
import { runCommand } from './command.ts'
import { type MigrationsFlags, testMigrationsCommand } from './testkit/migrations.ts'

const examples = {
  testkit: `
Examples:
  $ understudy testkit migrations postgres://me@localhost/app ./migrations
  $ understudy testkit migrations sqlite::memory: ./migrations --json`,
  migrations: `
Examples:
  $ understudy testkit migrations postgres://me@localhost/app ./migrations
  $ understudy testkit migrations postgres://me@localhost/app ./migrations --from postgres://me@localhost/app
  $ understudy testkit migrations sqlite::memory: ./migrations --from schema.sql --rows 100 --json

Each runs up, down and up again in a scratch database on the server of the URL, which is dropped afterwards. The
database that the URL names is left as it is. It ends with 1 where a migration did not pass.`,
} as const

export function addTestkit(program: Command, done: (exitCode: number) => void): void {
  const testkit = program
    .command('testkit')
    .description('test what changes a database, in a scratch database')
    .addHelpText('after', examples.testkit)
  testkit
    .command('migrations')
    .description('run migrations up, down and up again, with rows and with somebody at work')
    .argument('<url>', 'a database on the server where the scratch database is made')
    .argument('<folder>', 'NAME.up.sql and NAME.down.sql, or NAME.sql without a way back')
    .option('--from <source>', 'the schema that they start from: the URL of a database or a .sql file; else none')
    .option('--rows <number>', 'rows that each table gets before a migration runs; 0 for none', '20')
    .option('--seed <seed>', 'of those rows')
    .option('--no-writer', 'nobody writes and reads meanwhile')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples.migrations)
    .action(async (url: string, folder: string, flags: MigrationsFlags) =>
      done(await runCommand(flags.json ?? false, (around) => testMigrationsCommand(url, folder, flags, around))),
    )
}
