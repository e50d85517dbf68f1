import { DatabaseContextManager, type TestConfig } from '@understudy/sdk'
import pg from 'pg'
import { benchDatabase } from '../bench-database.ts'
import { median, report } from '../measure.ts'
import { ROWS, TABLES, theirRows, twentyTables } from '../twenty-tables.ts'

const TRUNCATIONS = 5
const WARM = 1000
const contexts = Number(process.argv[2])

await using made = await benchDatabase('contexts_savepoint', [twentyTables(), ...theirRows()])
await using manager = new DatabaseContextManager()
const config = { database: { url: made.url } }
const unwatched = { database: { url: made.url, leaks: 'off' } } as const
await gate()

// As they are in the middle of a suite, and not in its first moments.
for (let i = 0; i < WARM; i++) await contextOf(config)

const bare = new pg.Client({ connectionString: made.url })
const walls = { context: [] as number[], unwatched: [] as number[], bare: [] as number[], truncate: [] as number[] }
// The manager has copied the database by now, and nobody else is in it.
await bare.connect()
// One of each in turn: a processor that waits long sleeps deeper, and who comes after it pays for its waking.
for (let i = 0; i < contexts; i++) {
  walls.context.push(await contextOf(config))
  walls.unwatched.push(await contextOf(unwatched))
  const started = performance.now()
  await bare.query('begin')
  await bare.query('rollback')
  walls.bare.push(performance.now() - started)
}
for (let i = 0; i < TRUNCATIONS; i++) {
  const started = performance.now()
  await bare.query(`truncate ${Array.from({ length: TABLES }, (_, table) => `t${table}`).join(', ')}`)
  for (const statement of theirRows()) await bare.query(statement)
  walls.truncate.push(performance.now() - started)
}
await bare.end()
report(contexts, {
  context: median(walls.context),
  unwatched: median(walls.unwatched),
  bare: median(walls.bare),
  truncate: median(walls.truncate),
})

async function contextOf(of: TestConfig): Promise<number> {
  const started = performance.now()
  await manager.cleanupContext(await manager.setupContext('database', of))
  return performance.now() - started
}

/** What a context writes is seen in it, and in no context after it. */
async function gate(): Promise<void> {
  const count = 'select count(*)::int as rows from t0'
  for (let i = 0; i < 2; i++) {
    const context = await manager.setupContext('database', config)
    if (context.isolation !== 'savepoint') throw new Error(`the isolation is ${context.isolation}`)
    await context.database.execute("insert into t0 values (1000, 'new', 1)")
    const [inside] = await context.database.query<{ rows: number }>(count)
    if (inside?.rows !== ROWS + 1) throw new Error(`there are ${inside?.rows} rows`)
    const { complete } = await manager.cleanupContext(context)
    if (!complete) throw new Error('the cleanup is not complete')
  }
}
