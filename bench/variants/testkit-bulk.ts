import { rmSync } from 'node:fs'
import { DatabaseTestClient } from '@understudy/sdk/testkit'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { benchDatabase } from '../bench-database.ts'
import { median, report } from '../measure.ts'
import { fileFor } from '../sqlite-file.ts'

/**
 * Rows that a client of the test kit inserts and updates at once, against the engine's own driver that does it row by
 * row as one writes it down: query(text, values) of pg, prepared statements of better-sqlite3. Argument: postgres or sqlite.
 */

const ROWS = 10_000
/** Row by row the code has run thousands of times when it is done; at once it has to be given as much. */
const TIMES = 6
const columns = 'id integer primary key, name text not null, price numeric(10, 2) not null, note text'
const rows = Array.from({ length: ROWS }, (_, i) => ({
  id: i,
  name: `name ${i}`,
  price: i / 4,
  note: i % 3 ? `note ${i}` : null,
}))
const updates = rows.map(({ id }) => ({ id, price: id / 2, note: `again ${id}` }))

interface ByRow {
  insert(row: (typeof rows)[number]): unknown
  update(update: (typeof updates)[number]): unknown
  close(): unknown
}

const insertText = 'insert into each (id, name, price, note) values ($1, $2, $3, $4)'
const updateText = 'update each set price = $2, note = $3 where id = $1'

async function postgres(url: string): Promise<ByRow> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    insert: ({ id, name, price, note }) => client.query(insertText, [id, name, price, note]),
    update: ({ id, price, note }) => client.query(updateText, [id, price, note]),
    close: () => client.end(),
  }
}

function sqlite(path: string): ByRow {
  const database = new Sqlite(path)
  const [insert, update] = [database.prepare(insertText), database.prepare(updateText)]
  return {
    insert: ({ id, name, price, note }) => insert.run({ 1: id, 2: name, 3: price, 4: note }),
    update: ({ id, price, note }) => update.run({ 1: id, 2: price, 3: note }),
    close: () => database.close(),
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

async function run(databaseUrl: string, open: () => ByRow | Promise<ByRow>): Promise<void> {
  await using client = await DatabaseTestClient.open({ databaseUrl })
  await client.execute(`create table bulk (${columns}); create table each (${columns})`)
  const each = await open()
  const eachInsert = await seconds(async () => {
    for (const row of rows) await each.insert(row)
  })
  const eachUpdate = await seconds(async () => {
    for (const update of updates) await each.update(update)
  })
  await each.close()
  const inserts: number[] = []
  const changes: number[] = []
  for (let time = 0; time < TIMES; time++) {
    await client.execute('delete from bulk')
    inserts.push(await seconds(() => client.bulkInsert('bulk', rows)))
    changes.push(await seconds(() => client.bulkUpdate('bulk', updates, 'id')))
  }
  const [both] = await client.query<{ held: number; alike: number }>(
    `select (select count(*) from bulk) as held, count(*) as alike from bulk join each
     on bulk.id = each.id and bulk.name = each.name and bulk.price = each.price and bulk.note = each.note`,
  )
  if (both?.held !== ROWS || both.alike !== ROWS) throw new Error('the rows are not the same')
  report(ROWS, {
    eachInsert,
    eachUpdate,
    bulkInsert: median(inserts.slice(1)),
    bulkUpdate: median(changes.slice(1)),
    firstInsert: inserts[0],
    firstUpdate: changes[0],
  })
}

if (process.argv[2] === 'sqlite') {
  const path = fileFor('testkit')
  try {
    await run(`sqlite:${path}`, () => sqlite(path))
  } finally {
    rmSync(path, { force: true })
  }
} else {
  await using database = await benchDatabase('testkit_bulk', [])
  await run(database.url, () => postgres(database.url))
}
