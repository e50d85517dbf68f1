import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseContextManager } from '@understudy/sdk'
import { sqliteOf } from '@understudy/sdk/sqlite'
import Sqlite from 'better-sqlite3'
import { median, report } from '../measure.ts'
import { ROWS, theirRows, twentyTables } from '../twenty-tables.ts'

const BLOCK = 50
const WARM = 1000
const contexts = Number(process.argv[2])
const folder = await mkdtemp(join(tmpdir(), 'understudy-bench-'))
const file = join(folder, 'twenty.db')
const original = new Sqlite(file)
for (const statement of [twentyTables(), ...theirRows()]) original.exec(statement)
const image = original.serialize()
original.close()

const walls = { context: [] as number[], bare: [] as number[] }
{
  await using manager = new DatabaseContextManager()
  const config = { database: { url: `sqlite:${file}` } }
  // As they are in the middle of a suite, and not in its first moments.
  for (let i = 0; i < WARM; i++) await manager.cleanupContext(await manager.setupContext('database', config))
  for (let done = 0; done < contexts; done += BLOCK) {
    for (let i = 0; i < BLOCK; i++) {
      const started = performance.now()
      const context = await manager.setupContext('database', config)
      body(sqliteOf(context))
      await manager.cleanupContext(context)
      walls.context.push(performance.now() - started)
    }
    for (let i = 0; i < BLOCK; i++) {
      const started = performance.now()
      const database = new Sqlite(image)
      body(database)
      database.close()
      walls.bare.push(performance.now() - started)
    }
  }
  const context = await manager.setupContext('database', config)
  await context.database.execute('delete from t19')
  await manager.cleanupContext(context)
  const after = await manager.setupContext('database', config)
  const [left] = await after.database.query<{ rows: number }>('select count(*) as rows from t19')
  if (left?.rows !== ROWS) throw new Error('a context has seen what another wrote')
}
await rm(folder, { recursive: true })
/** What a test does, alike in both: fifteen rows, and a look. */
function body(database: Sqlite.Database): void {
  for (let table = 0; table < 15; table++) {
    const parent = table === 0 ? '' : ', 7'
    database.prepare(`insert into t${table} values (?, ?, ?${parent})`).run(1000, 'new', 1)
  }
  database.prepare('select count(*) as rows from t0').all()
}

report(contexts, { context: median(walls.context), bare: median(walls.bare) })
