import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { ApplyFlags } from './schema/apply.ts'
import type { CompareFlags } from './schema/compare.ts'
import type { MigrateFlags } from './schema/migrate.ts'
import type { ShowFlags } from './schema/show.ts'

const examples = {
  schema: `
Examples:
  $ understudy schema show postgres://me@localhost/app
  $ understudy schema compare postgres://me@localhost/app schema.sql
  $ understudy schema migrate postgres://me@localhost/app schema.sql --save add-orders
  $ understudy schema apply postgres://me@localhost/app add-orders

A database is read by its catalog; a .sql file is loaded into a scratch database, which is dropped again.`,
  show: `
Examples:
  $ understudy schema show postgres://me@localhost/app
  $ understudy schema show sqlite:app.db --json
  $ understudy schema show schema.sql --scratch postgres://me@localhost/postgres`,
  compare: `
Examples:
  $ understudy schema compare postgres://me@localhost/app postgres://me@localhost/app_next
  $ understudy schema compare sqlite:app.db schema.sql --exit-code
  $ understudy schema compare old.sql new.sql --scratch postgres://me@localhost/postgres`,
  migrate: `
Examples:
  $ understudy schema migrate postgres://me@localhost/app schema.sql
  $ understudy schema migrate postgres://me@localhost/app schema.sql --online --save add-orders
  $ understudy schema migrate sqlite:app.db schema.sql --out up.sql --rename 'table main.films=main.movies'

The steps lead from A to B; nothing is changed. A pair that may be a rename is asked about, never guessed.`,
  apply: `
Examples:
  $ understudy schema apply postgres://me@localhost/app add-orders --dry-run
  $ understudy schema apply postgres://me@localhost/app add-orders --confirm app
  $ understudy schema apply postgres://me@localhost/app add-orders --down --confirm app
  $ understudy schema apply sqlite:app.db up.sql

It stops at the first failure and says what stands. Destructive steps need the name of the environment or the database. What
is registered as production or as read-only, or was read as production from here, is refused.`,
} as const

const several = (value: string, all: string[] = []): string[] => [...all, value]
const scratch = [
  '--scratch <url>',
  'where .sql files are loaded: a Postgres server, sqlite::memory: or pglite:',
] as const
const json = ['--json', 'one JSON document instead of text'] as const
const rename = [
  '--rename <kind from=to>',
  "one object under two names, such as 'table public.a=public.b'; may be repeated",
  several,
] as const
const folder = ['--folder <folder>', 'where migrations are saved', './migrations'] as const

export function addSchema(program: Command, done: (exitCode: number) => void): void {
  const schema = program
    .command('schema')
    .description('read, compare and migrate schemas')
    .addHelpText('after', examples.schema)
  schema
    .command('show')
    .description('what a database consists of')
    .argument('<source>', 'the URL of a database, the name of an environment, or a .sql file')
    .option('--schema <name>', 'only this schema; may be repeated', several)
    .option(...scratch)
    .option(...json)
    .addHelpText('after', examples.show)
    .action(async (source: string, flags: ShowFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./schema/show.ts')).showSchema(source, flags, around),
        ),
      ),
    )
  schema
    .command('compare')
    .description('what must change for A to become B')
    .argument('<a>', 'the URL of a database, the name of an environment, or a .sql file')
    .argument('<b>', 'the URL of a database, the name of an environment, or a .sql file')
    .option('--exit-code', 'end with 1 where they differ')
    .option(...rename)
    .option('--owners', 'compare owners too')
    .option('--no-privileges', 'leave privileges out')
    .option(...scratch)
    .option(...json)
    .addHelpText('after', examples.compare)
    .action(async (a: string, b: string, flags: CompareFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./schema/compare.ts')).compareCommand(a, b, flags, around),
        ),
      ),
    )
  schema
    .command('migrate')
    .description('a script that makes A become B, and one for the way back')
    .argument('<a>', 'the URL of a database, the name of an environment, or a .sql file')
    .argument('<b>', 'the URL of a database, the name of an environment, or a .sql file')
    .option('--out <file>', 'write the script here; - is standard output')
    .option('--save <name>', 'save both directions under a name, for schema apply')
    .option(...folder)
    .option('--down', 'the way back')
    .option('--online', 'keep tables usable meanwhile, where there is a way to')
    .option(...rename)
    .option('--owners', 'change owners too')
    .option('--no-privileges', 'leave privileges as they are')
    .option(...scratch)
    .option(...json)
    .addHelpText('after', examples.migrate)
    .action(async (a: string, b: string, flags: MigrateFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./schema/migrate.ts')).migrateCommand(a, b, flags, around),
        ),
      ),
    )
  schema
    .command('apply')
    .description('run a migration against a database')
    .argument('<url|env>', 'the database: its URL, or the name of an environment; never production')
    .argument('<migration>', 'a .sql file, or the name that a migration was saved under')
    .option('--confirm <name>', 'the name of the environment, or else of the database, where steps are destructive')
    .option('--dry-run', 'show the steps and run none')
    .option('--down', 'the way back, of a saved migration')
    .option('--edited', 'take a saved migration that was changed since')
    .option(...folder)
    .option('--lock-timeout <time>', 'how long a step may wait for a lock: 500ms, 3s, 2min')
    .option('--statement-timeout <time>', 'how long a statement may run')
    .option(...json)
    .addHelpText('after', examples.apply)
    .action(async (url: string, migration: string, flags: ApplyFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./schema/apply.ts')).applyCommand(url, migration, flags, around),
        ),
      ),
    )
}
