import type { Session, TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import type { Row } from '../test-statements.ts'
import { chunks, columnSets } from './column-sets.ts'
import { columnParameter, unnest } from './column-texts.ts'
import { typeOf, writtenTable } from './column-types.ts'
import { copyRows } from './copy-rows.ts'
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

async function postgresInsert(reader: Session, name: TableName): Promise<Insert> {
  const { quoteIdentifier, quoteTable } = quoting.postgres
  const table = await writtenTable(reader, name)
  return async (session, columns, rows) => {
    if (columns.length === 0) {
      await session.query(`insert into ${quoteTable(name)} select from generate_series(1, $1::bigint)`, [rows.length])
      return
    }
    const named = columns.map((column) => ({ column, type: typeOf(table, column) }))
    const into = `${quoteTable(name)} (${columns.map(quoteIdentifier).join(', ')})`
    if (session.copy && table.copies && !named.some(({ type }) => type.always)) {
      await session.copy.in(`copy ${into} from stdin`, copyRows(rows, named))
      return
    }
    const given = named.map(({ column, type }) => columnParameter(column, type))
    const values = given.map(({ cast }, at) => `c${at}${cast}`).join(', ')
    const text = `insert into ${into} select ${values} from ${unnest(given)}`
    for (const chunk of chunks(rows, statementRows)) {
      await session.query(
        text,
        given.map((one) => one.of(chunk)),
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
