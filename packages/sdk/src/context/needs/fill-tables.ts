import { UnderstudyError } from '../../errors.ts'
import { type FillOptions, fillDatabase } from '../../fill/fill-database.ts'
import type { FillReport } from '../../fill/report.ts'
import type { DataNeed } from '../data-need.ts'
import { databaseTarget } from './database-target.ts'

/** As of fillDatabase; the seed is the context's when not said. */
export type FillTablesOptions = Omit<FillOptions, 'signal' | 'dryRun' | 'onProgress'>

/** Rows for the tables of the database, made of what its schema says: `fillTables({ rows: 100 })`. */
export function fillTables(options: FillTablesOptions = {}): DataNeed<FillReport> {
  return {
    kind: 'fill',
    recipe: options,
    async load(target) {
      const { database, seed, isolated, signal } = databaseTarget(target, 'fill')
      if (!isolated) throw unknownKeys()
      return fillDatabase(database, { seed, ...options, signal })
    },
    async inspect(target, { tables }) {
      const { database } = databaseTarget(target, 'fill')
      const problems: string[] = []
      for (const { table, entity, rows, before } of tables) {
        if (rows === 0) continue
        const [found] = await database.query<{ n: string }>(`select cast(count(*) as text) as n from ${table}`)
        const missing = before + rows - Number(found?.n ?? 0)
        if (missing > 0) problems.push(`${missing} of the ${before + rows} rows of ${entity} are gone`)
      }
      return problems
    },
  }
}

function unknownKeys(): UnderstudyError {
  return new UnderstudyError('ISOLATION_UNSUPPORTED', {
    operation: 'fill tables',
    message:
      'a fill into a database that others use too cannot say before which rows it makes, so nobody could remove them',
    hint: 'Use factories() or fixtures() with the isolation "rows", or another isolation for fillTables().',
  })
}
