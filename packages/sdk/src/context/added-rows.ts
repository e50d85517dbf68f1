import type { SchemaDefinition, Table } from '../catalog/definition.ts'
import { entityNames } from '../catalog/model/entity-names.ts'
import type { Session } from '../database/adapter.ts'
import { quoting } from '../database/quote.ts'
import { jsonOf } from '../fill/factories/row-json.ts'

interface Known {
  readonly table: string
  readonly query: string
  /** How often each row stood there, as text. */
  readonly before: ReadonlyMap<string, number>
}

/** What comes into the tables of a database from some moment on. */
export class AddedRows {
  readonly #session: Session
  readonly #tables: readonly Known[]

  private constructor(session: Session, tables: readonly Known[]) {
    this.#session = session
    this.#tables = tables
  }

  /** From now on. */
  static async after(session: Session, definition: SchemaDefinition): Promise<AddedRows> {
    const own = definition.tables.filter(({ kind }) => kind === 'table' || kind === 'partitioned')
    const nameOf = entityNames(own, definition.defaultSchema)
    const tables: Known[] = []
    for (const table of own) {
      const query = queryOf(table, definition)
      const before = new Map<string, number>()
      for (const row of await rowsOf(session, query)) before.set(row, (before.get(row) ?? 0) + 1)
      tables.push({ table: nameOf(table), query, before })
    }
    return new AddedRows(session, tables)
  }

  /** The rows that were not there before, each as JSON, by table and key; tables without any are left out. */
  async read(): Promise<{ readonly table: string; readonly rows: readonly string[] }[]> {
    const added: { table: string; rows: string[] }[] = []
    for (const { table, query, before } of this.#tables) {
      const left = new Map(before)
      const rows = (await rowsOf(this.#session, query)).filter((row) => {
        const stood = left.get(row) ?? 0
        if (stood > 0) left.set(row, stood - 1)
        return stood === 0
      })
      if (rows.length > 0) added.push({ table, rows })
    }
    return added.sort((a, b) => (a.table < b.table ? -1 : 1))
  }
}

function queryOf(table: Table, { engine }: SchemaDefinition): string {
  const { quoteIdentifier, quoteTable } = quoting[engine]
  const { schema, name, kind, columns } = table
  const from = engine === 'sqlite' ? quoteTable({ name }) : quoteTable({ schema, name })
  const only = engine === 'postgres' && kind === 'table' ? 'only ' : ''
  const key = table.constraints.find((one) => one.kind === 'primary key')
  const order = key?.kind === 'primary key' ? key.columns.map((column) => quoteIdentifier(column)).join(', ') : ''
  const list = columns.map((column) => quoteIdentifier(column.name)).join(', ')
  return `select ${list} from ${only}${from}${order === '' ? '' : ` order by ${order}`}`
}

async function rowsOf(session: Session, query: string): Promise<string[]> {
  const rows = await session.query<Record<string, unknown>>(query)
  return rows.map(
    (row) =>
      `{${Object.entries(row)
        .map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`)
        .join(',')}}`,
  )
}
