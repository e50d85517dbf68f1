import type { Command } from 'commander'
import { runCommand } from './command.ts'
import { several } from './several.ts'
import type { ConstraintsFlags } from './testkit/constraints.ts'
import type { ErrorsFlags } from './testkit/errors.ts'
import type { IsolationFlags } from './testkit/isolation.ts'
import type { MigrationsFlags } from './testkit/migrations.ts'
import type { PerformanceFlags } from './testkit/performance.ts'
import type { VectorsFlags } from './testkit/vectors.ts'

const examples = {
  testkit: `
Examples:
  $ understudy testkit isolation postgres://me@localhost/app
  $ understudy testkit constraints sqlite:app.db --report constraints.xml
  $ understudy testkit performance postgres://me@localhost/app --max-query-time 50 --baseline speed.json
  $ understudy testkit migrations postgres://me@localhost/app ./migrations
  $ understudy testkit migrations sqlite::memory: ./migrations --json`,
  migrations: `
Examples:
  $ understudy testkit migrations postgres://me@localhost/app ./migrations
  $ understudy testkit migrations postgres://me@localhost/app ./migrations --from postgres://me@localhost/app
  $ understudy testkit migrations sqlite::memory: ./migrations --from schema.sql --rows 100 --json

Each runs up, down and up again in a scratch database on the server of the URL, which is dropped afterwards. The
database that the URL names is left as it is. It ends with 1 where a migration did not pass.`,
  isolation: `
Examples:
  $ understudy testkit isolation postgres://me@localhost/app
  $ understudy testkit isolation postgres://me@localhost/app --level serializable --level "repeatable read"
  $ understudy testkit isolation sqlite:app.db --report isolation.xml

Histories of concurrent transactions are played at each level in a table of its own, which is dropped afterwards. It ends
with 1 where an anomaly occurs that the level excludes.`,
  errors: `
Examples:
  $ understudy testkit errors postgres://me@localhost/app
  $ understudy testkit errors postgres://me@localhost/app --resilience --report errors.md

Each error is provoked in a schema or a file of its own. It ends with 1 where one is told as another class than it is.`,
  constraints: `
Examples:
  $ understudy testkit constraints postgres://me@localhost/app
  $ understudy testkit constraints sqlite:app.db --table orders --report constraints.xml

Everything happens in one transaction that is rolled back; only sequences move on. It ends with 1 where a constraint does
not hold. What cannot be tested is listed with the reason.`,
  vectors: `
Examples:
  $ understudy testkit vectors pglite: --dimension 64
  $ understudy testkit vectors postgres://me@localhost/app --table items --column embedding --metric cosine
  $ understudy testkit vectors postgres://me@localhost/app --svg recall.svg --report vectors.xml

What is found is counted against what a full scan finds. Columns that are there are only read; other tests use tables of
their own. It needs pgvector; pglite: has it with @electric-sql/pglite-pgvector.`,
  performance: `
Examples:
  $ understudy testkit performance postgres://me@localhost/app
  $ understudy testkit performance postgres://me@localhost/app --query "by mail=select * from people where mail = 'a'"
  $ understudy testkit performance sqlite:app.db --max-query-time 20 --max-bulk-time 2000 --report speed.xml
  $ understudy testkit performance postgres://me@localhost/app --baseline speed.json --tolerance 3

Without --query, rows are asked for by every primary and foreign key. What a query writes is rolled back. A baseline that
is not there is written; it holds ratios to a piece of work of the same run, so it holds on another machine, too. It ends
with 1 where a limit is broken, or something takes longer than the baseline allows.`,
} as const

export function addTestkit(program: Command, done: (exitCode: number) => void): void {
  const testkit = program
    .command('testkit')
    .description('put a database, or what changes it, to the test')
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
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./testkit/migrations.ts')).testMigrationsCommand(url, folder, flags, around),
        ),
      ),
    )
  testkit
    .command('isolation')
    .description('which anomalies concurrent transactions can see, at each isolation level')
    .argument('[url]', 'a database that is not production, or an environment; the active one where left out')
    .option('--level <level>', 'only this one; may be repeated', several, [])
    .option('--no-random', 'only the histories that are written, no random ones')
    .option('--seed <seed>', 'of random histories')
    .option('--two-phase', 'also commit over two databases, with crashes in between; on Postgres')
    .option('--report <file>', 'write it as .json, .md or .xml (JUnit); may be repeated', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples.isolation)
    .action(async (url: string | undefined, flags: IsolationFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./testkit/isolation.ts')).isolationCommand(url, flags, around),
        ),
      ),
    )
  testkit
    .command('errors')
    .description('provoke errors, and see whether each is told as what it is')
    .argument('[url]', 'a database that is not production, or an environment; the active one where left out')
    .option('--resilience', 'also cut, delay and refuse connections, and see whether the database recovers')
    .option('--language <locale>', 'let the server speak it meanwhile, such as de_DE.UTF-8; for superusers')
    .option('--report <file>', 'write it as .json, .md or .xml (JUnit); may be repeated', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples.errors)
    .action(async (url: string | undefined, flags: ErrorsFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./testkit/errors.ts')).errorsCommand(url, flags, around),
        ),
      ),
    )
  testkit
    .command('constraints')
    .description('try rows that each constraint must take, and rows that it must refuse')
    .argument('[url]', 'a database that is not production, or an environment; the active one where left out')
    .option('--schema <schema>', 'only tables of this schema; may be repeated', several, [])
    .option('--table <table>', 'only this table; may be repeated', several, [])
    .option('--seed <seed>', 'of the rows that are tried')
    .option('--report <file>', 'write it as .json, .md or .xml (JUnit); may be repeated', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples.constraints)
    .action(async (url: string | undefined, flags: ConstraintsFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./testkit/constraints.ts')).constraintsCommand(url, flags, around),
        ),
      ),
    )
  testkit
    .command('vectors')
    .description('what vector columns keep, and what their indexes find')
    .argument('[url]', 'a database that is not production, or an environment; the active one where left out')
    .option('--table <table>', 'a table to search in; one is made where left out')
    .option('--column <column>', 'its column of vectors; the only one where left out')
    .option('--metric <metric>', 'l2, inner_product, cosine, l1, hamming or jaccard; cosine where left out')
    .option('--dimension <number>', 'of vectors that are made', '64')
    .option('--rows <number>', 'of tables that are made', '1000')
    .option('--recall <share>', 'the least recall, by the lower bound of its interval', '0.9')
    .option('--max-search-time <ms>', 'the most that the 95th percentile of searches may take')
    .option('--svg <file>', 'write a picture of recall and time')
    .option('--report <file>', 'write it as .json, .md or .xml (JUnit); may be repeated', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples.vectors)
    .action(async (url: string | undefined, flags: VectorsFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./testkit/vectors.ts')).vectorsCommand(url, flags, around),
        ),
      ),
    )
  testkit
    .command('performance')
    .description('queries, bulk, concurrent access and resources, against limits and a baseline')
    .argument('[url]', 'a database that is not production, or an environment; the active one where left out')
    .option('--query <name=sql>', 'a query to measure; may be repeated', several, [])
    .option('--runs <number>', 'how often each query is measured', '10')
    .option('--rows <number>', 'of a bulk operation', '10000')
    .option('--workers <number>', 'at the same time; 10 where left out', '10')
    .option('--max-query-time <ms>', 'the most that the 95th percentile of a query may take')
    .option('--max-bulk-time <ms>', 'the most that a bulk operation may take')
    .option('--max-connections <number>', 'the most connections to the database at once')
    .option('--max-memory <mb>', 'the most that this process may come to hold')
    .option('--max-cost <cost>', 'the most that the planner may think a query costs')
    .option('--baseline <file>', 'hold this run against it; one that is not there is written')
    .option('--update-baseline', 'write it again by this run, if nothing is over a limit')
    .option('--tolerance <factor>', 'how many times the baseline something may take', '2')
    .option('--fail-on-plan-change', 'a query with another plan than in the baseline fails')
    .option('--report <file>', 'write it as .json, .md or .xml (JUnit); may be repeated', several, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples.performance)
    .action(async (url: string | undefined, flags: PerformanceFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./testkit/performance.ts')).performanceCommand(url, flags, around),
        ),
      ),
    )
}
