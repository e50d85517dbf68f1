import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomPairs } from '../../../../test/sqlite-migration/arbitrary.ts'
import { ddlOf } from '../../../../test/sqlite-migration/model.ts'
import { proveStep } from '../../../../test/sqlite-migration/prove-migration.ts'
import { emptyTable, seedRows } from '../../../../test/sqlite-migration/seed-rows.ts'
import type { Database } from '../../../database/adapter.ts'
import { connectSqlite } from '../../../database/sqlite/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import type { SchemaDefinition } from '../../definition.ts'

const runs = Number(process.env.UNDERSTUDY_SQLITE_ROUND_TRIPS ?? 15)
const seed = Number(process.env.UNDERSTUDY_ROUND_TRIP_SEED ?? 20261128)

test(`${runs} random schemas become others, with their rows, and themselves again`, {
  timeout: 3_600_000,
}, async () => {
  const seen = { ways: 0, withRows: 0, stopped: 0, rebuilds: 0, renames: 0 }
  const way = async (database: Database, wanted: SchemaDefinition, renames: Parameters<typeof proveStep>[2]) => {
    let outcome = await proveStep(database, wanted, renames)
    seen.ways++
    if (outcome.failed !== null) seen.stopped++
    for (let emptied = 0; outcome.failed !== null && emptied <= wanted.tables.length; emptied++) {
      await emptyTable(database, outcome.culprit)
      outcome = await proveStep(database, wanted, renames)
    }
    if (outcome.rows > 0) seen.withRows++
    expect(outcome.failed).toBeNull()
    for (const { title } of outcome.steps) {
      if (title.startsWith('rebuild')) seen.rebuilds++
      if (title.startsWith('rename')) seen.renames++
    }
  }
  await fc.assert(
    fc.asyncProperty(randomPairs, fc.nat(), async ({ a, b, renames }, choice) => {
      await using first = await connectSqlite('')
      await using second = await connectSqlite('')
      await first.execute(ddlOf(a))
      await second.execute(ddlOf(b))
      const [from, to] = [await analyzeSchema(first), await analyzeSchema(second)]
      await seedRows(first, 6, choice % 1000)
      await way(first, to, renames)
      await seedRows(first, 3, choice % 777)
      await way(
        first,
        from,
        renames.map((one) => ({ from: one.to, to: one.from })),
      )
    }),
    { numRuns: runs, seed },
  )
  // The rest would prove nothing: most ways are gone with rows, and by every means.
  expect(seen.withRows).toBeGreaterThan(0.4 * seen.ways)
  expect(seen.rebuilds).toBeGreaterThan(seen.ways)
  expect(seen.renames).toBeGreaterThan(0.1 * seen.ways)
})
