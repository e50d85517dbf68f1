import type { Session, TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import type { Row } from '../test-statements.ts'
import { chunks, columnSets } from './column-sets.ts'
import { columnTexts } from './column-texts.ts'
import { typeOf, writtenTypes } from './column-types.ts'
import { rowsAStatement, statementRows, valueRows } from './limits.ts'

/** All rows or none. */
export async function insertRows(session: Session, table: TableName, rows: readonly Row[]): Promise<number> {
  if (rows.length === 0) return 0
  const insert = session.dialect === 'postgres' ? await postgresInsert(session, table) : sqliteInsert(table)
  await session.transaction(async (transaction) => {
    for (const { columns, rows: alike } of columnSets(rows)) await insert(transaction, columns, alike)
  })
  return rows.length
}

type Insert = (session: Session, columns: readonly string[], rows: readonly Row[]) => Promise<void>

async function postgresInsert(reader: Session, table: TableName): Promise<Insert> {
  const { quoteIdentifier, quoteTable } = quoting.postgres
  const types = await writtenTypes(reader, table)
  return async (session, columns, rows) => {
    if (columns.length === 0) {
      await session.query(`insert into ${quoteTable(table)} select from generate_series(1, $1::bigint)`, [rows.length])
      return
    }
    const named = columns.map((column) => ({ column, type: typeOf(types, table, column) }))
    const list = columns.map(quoteIdentifier).join(', ')
    const values = named.map(({ type }, at) => `c${at}::${type.sql}`).join(', ')
    const arrays = named.map((_, at) => `$${at + 1}::text[]`).join(', ')
    const names = named.map((_, at) => `c${at}`).join(', ')
    const text = `insert into ${quoteTable(table)} (${list}) select ${values} from unnest(${arrays}) as given(${names})`
    for (const chunk of chunks(rows, statementRows)) {
      await session.query(
        text,
        named.map(({ column, type }) => columnTexts(chunk, column, type)),
      )
    }
  }
}

function sqliteInsert(table: TableName): Insert {
  const { quoteIdentifier, quoteTable } = quoting.sqlite
  const into = `insert into ${quoteTable(table)}`
  return async (session, columns, rows) => {
    if (columns.length === 0) {
      for (const _ of rows) await session.query(`${into} default values`)
      return
    }
    const list = columns.map(quoteIdentifier).join(', ')
    for (const chunk of chunks(rows, rowsAStatement(columns.length))) {
      const { text, values } = valueRows(chunk, columns)
      await session.query(`${into} (${list}) ${text}`, values)
    }
  }
}
