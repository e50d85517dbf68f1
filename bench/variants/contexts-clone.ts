import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseContextManager } from '@understudy/sdk'
import pg from 'pg'
import { benchDatabase } from '../bench-database.ts'
import { median, report } from '../measure.ts'
import { theirRows, twentyTables } from '../twenty-tables.ts'

const CLONES = 15
/** As long as a test may take; meanwhile the next clone is made. */
const TEST = 400

await using made = await benchDatabase('contexts_clone', [twentyTables(), ...theirRows()])
const walls = { ready: [] as number[], made: [] as number[], raw: [] as number[] }

{
  await using manager = new DatabaseContextManager()
  const config = { database: { url: made.url, isolation: 'clone', ready: 1 } } as const
  await manager.cleanupContext(await manager.setupContext('database', config))
  for (let i = 0; i < CLONES; i++) {
    await pause(TEST)
    walls.ready.push(await timed(config, manager))
  }
}
{
  await using manager = new DatabaseContextManager()
  const config = { database: { url: made.url, isolation: 'clone', ready: 0 } } as const
  await manager.cleanupContext(await manager.setupContext('database', config))
  for (let i = 0; i < CLONES; i++) {
    walls.made.push(await timed(config, manager))
    walls.raw.push(await raw(i))
  }
}
report(CLONES, { ready: median(walls.ready), made: median(walls.made), raw: median(walls.raw) })

type Config = Parameters<DatabaseContextManager['setupContext']>[1]

/** Until its connection stands, which then answers. */
async function timed(config: Config, manager: DatabaseContextManager): Promise<number> {
  const started = performance.now()
  const context = await manager.setupContext('database', config)
  const wall = performance.now() - started
  await context.database.query('select 1')
  await context.database.execute("insert into t0 values (1000, 'new', 1)")
  const { complete } = await manager.cleanupContext(context)
  if (!complete) throw new Error('the cleanup is not complete')
  return wall
}

async function raw(i: number): Promise<number> {
  const maintenance = new pg.Client({ connectionString: process.env['BENCH_URL'] })
  await maintenance.connect()
  const url = new URL(made.url)
  const name = `raw_clone_${i}`
  const started = performance.now()
  await maintenance.query(`create database ${name} template ${url.pathname.slice(1)}`)
  url.pathname = `/${name}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const wall = performance.now() - started
  await client.query('select 1')
  await client.end()
  await maintenance.query(`drop database ${name}`)
  await maintenance.end()
  return wall
}
