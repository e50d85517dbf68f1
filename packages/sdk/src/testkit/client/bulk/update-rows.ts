import type { Session, TableName } from '../../../database/adapter.ts'
import { parameter } from '../../../database/postgres/parse.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { Row } from '../test-statements.ts'
import { chunks, columnSets } from './column-sets.ts'
import { columnTexts } from './column-texts.ts'
import { typeOf, writtenTypes } from './column-types.ts'
import { rowsAStatement, statementRows, valueRows } from './limits.ts'

/** All or none; answers how many rows there were. */
export async function updateRows(
  session: Session,
  table: TableName,
  updates: readonly Row[],
  keys: readonly string[],
): Promise<number> {
  const merged = mergedByKey(updates, keys)
  if (merged.length === 0) return 0
  const update = session.dialect === 'postgres' ? await postgresUpdate(session, table, keys) : sqliteUpdate(table, keys)
  return await session.transaction(async (transaction) => {
    let updated = 0
    for (const { columns, rows } of columnSets(merged)) {
      const changed = columns.filter((column) => !keys.includes(column))
      if (changed.length > 0) updated += await update(transaction, changed, rows)
    }
    return updated
  })
}

/** One statement cannot change a row twice: of two updates with one key the later wins, column by column. */
function mergedByKey(updates: readonly Row[], keys: readonly string[]): Row[] {
  if (keys.length === 0) throw refused('No key says which rows are meant')
  const merged = new Map<string, Row>()
  for (const [at, update] of updates.entries()) {
    const values = keys.map((key) => update[key])
    const missing = keys.filter((_, i) => values[i] === null || values[i] === undefined)
    if (missing.length > 0) throw refused(`Update ${at} has no value for its key: ${missing.join(', ')}`)
    const id = JSON.stringify(values.map((value) => textOfKey(value)))
    const given = Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined))
    merged.set(id, { ...merged.get(id), ...given })
  }
  return [...merged.values()]
}

function textOfKey(value: unknown): string | null {
  const text = parameter(value)
  return text instanceof Uint8Array ? Buffer.from(text).toString('hex') : text
}

function refused(message: string): UnderstudyError {
  return new UnderstudyError('QUERY_FAILED', {
    operation: 'update rows',
    message,
    hint: 'Give each update a value for every key field; nothing was changed.',
  })
}

type Update = (session: Session, changed: readonly string[], rows: readonly Row[]) => Promise<number>

async function postgresUpdate(reader: Session, table: TableName, keys: readonly string[]): Promise<Update> {
  const { quoteIdentifier, quoteTable } = quoting.postgres
  const types = await writtenTypes(reader, table)
  return async (session, changed, rows) => {
    const named = [...keys, ...changed].map((column) => ({ column, type: typeOf(types, table, column) }))
    const place = (column: string): string => {
      const at = named.findIndex((one) => one.column === column)
      return `given.c${at}::${named[at]?.type.sql}`
    }
    const arrays = named.map((_, at) => `$${at + 1}::text[]`).join(', ')
    const names = named.map((_, at) => `c${at}`).join(', ')
    const text = `with changed as (
      update ${quoteTable(table)} as target
      set ${changed.map((column) => `${quoteIdentifier(column)} = ${place(column)}`).join(', ')}
      from unnest(${arrays}) as given(${names})
      where ${keys.map((key) => `target.${quoteIdentifier(key)} = ${place(key)}`).join(' and ')}
      returning 1
    ) select count(*) as rows from changed`
    let updated = 0
    for (const chunk of chunks(rows, statementRows)) {
      const [answer] = await session.query<{ rows: number }>(
        text,
        named.map(({ column, type }) => columnTexts(chunk, column, type)),
      )
      updated += answer?.rows ?? 0
    }
    return updated
  }
}

function sqliteUpdate(table: TableName, keys: readonly string[]): Update {
  const { quoteIdentifier, quoteTable } = quoting.sqlite
  return async (session, changed, rows) => {
    const columns = [...keys, ...changed]
    const place = (column: string): string => `given.c${columns.indexOf(column)}`
    const set = changed.map((column) => `${quoteIdentifier(column)} = ${place(column)}`).join(', ')
    const same = keys.map((key) => `target.${quoteIdentifier(key)} = ${place(key)}`).join(' and ')
    const names = columns.map((_, at) => `c${at}`).join(', ')
    let updated = 0
    for (const chunk of chunks(rows, rowsAStatement(columns.length))) {
      const { text, values } = valueRows(chunk, columns)
      await session.query(
        `with given(${names}) as (${text}) update ${quoteTable(table)} as target set ${set} from given where ${same}`,
        values,
      )
      const [answer] = await session.query<{ rows: number }>('select changes() as rows')
      updated += answer?.rows ?? 0
    }
    return updated
  }
}
