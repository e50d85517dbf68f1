import { analyzeSchema } from '../../src/catalog/analyze.ts'
import type { Column, Table } from '../../src/catalog/definition.ts'
import type { Database } from '../../src/database/adapter.ts'
import { quoteIdentifier } from '../../src/database/sqlite/quote.ts'
import { foreignKeyProblems } from './contents.ts'

const values = ['1', "'x'", '2', 'null', "'Xy'", "'12'", "x'00ff'", '2.5', "'it''s'", '3', '4']
const strictValues: Readonly<Record<string, readonly string[]>> = {
  INTEGER: ['1', 'null', '2', '3', '4', '-5', '1234'],
  INT: ['1', 'null', '2', '3', '4', '-5', '1234'],
  TEXT: ["'x'", "'Xy'", "'12'", 'null', "'it''s'", "''"],
  REAL: ['1.5', 'null', '-2', '3.25', '1e3'],
  BLOB: ["x'00ff'", 'null', "x'61'", "x''"],
}

/** Some rows for every table, of all types that its columns let in, none of which breaks anything. */
export async function seedRows(database: Database, rows: number, seed: number): Promise<void> {
  await undisturbed(database, async (tables) => {
    for (const [number, table] of tables.entries()) {
      for (let row = 0; row < rows; row++) await insert(database, table, seed + number * 31 + row * 7)
    }
  })
}

/** And of others what refers to its rows. */
export async function emptyTable(database: Database, table: string | null): Promise<void> {
  await undisturbed(database, async () => {
    if (table !== null) await database.execute(`delete from ${quoteIdentifier(table)}`)
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

/** One row, where one of some tries breaks nothing. */
async function insert(database: Database, table: Table, from: number): Promise<void> {
  const columns = table.columns.filter(({ generated }) => generated === null)
  const list = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  for (let attempt = 0; attempt < 6; attempt++) {
    const chosen = columns.map((column, at) => valueFor(table, column, from + attempt * 3 + at * 5))
    const statement = `insert or abort into ${quoteIdentifier(table.name)} (${list}) values (${chosen.join(', ')})`
    const done = await database.execute(statement).then(
      () => true,
      () => false,
    )
    if (done) return
  }
}

function valueFor(table: Table, { name, databaseType }: Column, number: number): string {
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'foreign key' || constraint.columns[0] !== name) continue
    const { references } = constraint
    const key = quoteIdentifier(references.columns[0] ?? '')
    return `(select ${key} from ${quoteIdentifier(references.name)} limit 1 offset ${number % 3})`
  }
  const pool = (table.strict && strictValues[databaseType]) || values
  return pool[number % pool.length] ?? 'null'
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
