import type { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { Connection } from './sqlite/connection.ts'
import { loadDriver } from './sqlite/load-driver.ts'
import { statement } from './statement.ts'

interface Tables {
  readonly heads: { name: string; position: number }
}

test('it is built once for all connections, and answers what each asks, in a transaction too', async () => {
  const Driver = await loadDriver()
  let builds = 0
  const named = statement((db: Kysely<Tables>, { name, least }: { name: string; least: number }) => {
    builds++
    return db.selectFrom('heads').selectAll().where('position', '>=', least).where('name', '=', name).limit(1)
  })
  for (const first of [10, 20]) {
    const database = new Driver(':memory:')
    database.exec('create table heads (name text, position integer)')
    const connection = new Connection<Tables>(database, 'write')
    const asked = await connection.transaction(async (tx) => {
      await tx
        .insertInto('heads')
        .values([
          { name: 'a', position: first },
          { name: "b' or 1 = 1", position: first + 1 },
        ])
        .execute()
      return [
        await named(tx, { name: 'a', least: 1 }),
        await named(tx, { name: "b' or 1 = 1", least: 1 }),
        await named(tx, { name: 'a', least: 99 }),
      ]
    })
    const later = await connection.transaction((tx) => named(tx, { name: 'a', least: 1 }))
    expect([...asked, later].map((rows) => rows.map(({ position }) => position))).toEqual([
      [first],
      [first + 1],
      [],
      [first],
    ])
    connection.close()
  }
  expect(builds).toBe(1)
})
