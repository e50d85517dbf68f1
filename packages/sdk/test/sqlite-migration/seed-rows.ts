import { analyzeSchema } from '../../src/catalog/analyze.ts'
import type { Table } from '../../src/catalog/definition.ts'
import type { Database } from '../../src/database/adapter.ts'
import { quoteIdentifier } from '../../src/database/sqlite/quote.ts'
import { foreignKeyProblems } from './contents.ts'

const values = ['1', '2', '3', '4', "'x'", "'Xy'", "'12'", 'null', "x'00ff'", '2.5', "'it''s'"]

/** Some rows for every table, of all types that its columns let in, none of which breaks anything. */
export async function seedRows(database: Database, rows: number, seed: number): Promise<void> {
  await undisturbed(database, async (tables) => {
    for (const [number, table] of tables.entries()) {
      for (let row = 0; row < rows; row++) await insert(database, table, seed + number * 31 + row * 7)
    }
  })
}

/** So many rows of every table, and fewer where they refer to others. */
export async function keepRows(database: Database, rows: number): Promise<void> {
  await undisturbed(database, async (tables) => {
    for (const { name } of tables) {
      const table = quoteIdentifier(name)
      const [counted] = await database.query<{ n: number }>(`select count(*) as n from ${table}`)
      const many = Math.max((counted?.n ?? 0) - rows, 0)
      await database.execute(`delete from ${table} limit ${many}`)
    }
  })
}

async function undisturbed(database: Database, work: (tables: readonly Table[]) => Promise<void>): Promise<void> {
  const { tables, triggers } = await analyzeSchema(database)
  for (const { name } of triggers) await database.execute(`drop trigger ${quoteIdentifier(name)}`)
  await database.execute('pragma foreign_keys = off')
  await work(tables)
  await dropOrphans(database, tables)
  await database.execute('pragma foreign_keys = on')
  for (const { definition } of triggers) await database.execute(definition)
}

async function insert(database: Database, table: Table, from: number): Promise<void> {
  const columns = table.columns.filter(({ generated }) => generated === null)
  const list = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const chosen = columns.map((_, at) => values[(from + at * 5) % values.length])
  // STRICT refuses a value of another type whatever is to be ignored.
  await database
    .execute(`insert or ignore into ${quoteIdentifier(table.name)} (${list}) values (${chosen.join(', ')})`)
    .catch(() => {})
}

async function dropOrphans(database: Database, tables: readonly Table[]): Promise<void> {
  for (let dropped = true; dropped; ) {
    dropped = false
    for (const { name, withoutRowid } of tables) {
      const problems = await foreignKeyProblems(database, name)
      if (problems.length === 0) continue
      const numbers = problems.every((problem) => /^-?\d+$/.test(problem))
      const where = numbers && !withoutRowid ? ` where rowid in (${problems.join()})` : ''
      const [counted] = await database.query<{ n: number }>(`select count(*) as n from ${quoteIdentifier(name)}`)
      if (counted?.n === 0) continue
      await database.execute(`delete from ${quoteIdentifier(name)}${where}`)
      dropped = true
    }
  }
}
