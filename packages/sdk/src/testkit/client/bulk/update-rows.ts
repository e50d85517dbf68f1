import type { Session, TableName } from '../../../database/adapter.ts'
import { parameter } from '../../../database/postgres/parse.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { Row } from '../test-statements.ts'
import { chunks, columnSets } from './column-sets.ts'
import { columnParameter, unnest } from './column-texts.ts'
import { typeOf, writtenTable } from './column-types.ts'
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
    const missing = keys.filter((key) => update[key] === null || update[key] === undefined)
    if (missing.length > 0) throw refused(`Update ${at} has no value for its key: ${missing.join(', ')}`)
    const id = keys.map((key) => textOfKey(update[key])).join('\0')
    const before = merged.get(id)
    merged.set(id, before ? { ...before, ...given(update) } : update)
  }
  return [...merged.values()]
}

/** As text, since 7 and '7' are one key to a database; a NUL, which parts them, is in no text of Postgres. */
function textOfKey(value: unknown): string {
  if (typeof value === 'number') return String(value)
  const text = parameter(value) ?? ''
  return text instanceof Uint8Array ? Buffer.from(text).toString('hex') : text
}

function given(update: Row): Row {
  return Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined))
}

function refused(message: string): UnderstudyError {
  return new UnderstudyError('QUERY_FAILED', {
    operation: 'update rows',
    message,
    hint: 'Give each update a value for every key field; nothing was changed.',
  })
}

type Update = (session: Session, changed: readonly string[], rows: readonly Row[]) => Promise<number>

async function postgresUpdate(reader: Session, name: TableName, keys: readonly string[]): Promise<Update> {
  const { quoteIdentifier, quoteTable } = quoting.postgres
  const table = await writtenTable(reader, name)
  return async (session, changed, rows) => {
    const columns = [...keys, ...changed]
    const given = columns.map((column) => columnParameter(column, typeOf(table, column)))
    const place = (column: string): string => {
      const at = columns.indexOf(column)
      return `given.c${at}${given[at]?.cast}`
    }
    const text = `with changed as (
      update ${quoteTable(name)} as target
      set ${changed.map((column) => `${quoteIdentifier(column)} = ${place(column)}`).join(', ')}
      from ${unnest(given)}
      where ${keys.map((key) => `target.${quoteIdentifier(key)} = ${place(key)}`).join(' and ')}
      returning 1
    ) select count(*) as rows from changed`
    let updated = 0
    for (const chunk of chunks(rows, statementRows)) {
      const values = given.map((one) => one.of(chunk))
      const [answer] = await session.query<{ rows: number }>(text, values)
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
