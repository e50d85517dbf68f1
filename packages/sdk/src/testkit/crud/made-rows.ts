import { randomBytes } from 'node:crypto'
import { analyzeSchema } from '../../catalog/analyze.ts'
import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { toModel } from '../../catalog/to-model.ts'
import type { Session, TableName } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { Row } from '../client/test-statements.ts'
import { undone } from '../constraints/attempt.ts'
import { insertText, type LiteralRow } from '../constraints/literal-row.ts'
import { rowPreparer } from '../constraints/prepare-rows.ts'
import { keyOf } from './crud-repository.ts'
import { differingFields } from './differing-fields.ts'
import { layParents } from './lay-parents.ts'
import { TableRepository } from './table-repository.ts'

export interface MadeRows {
  readonly first: Row
  readonly second: Row
  /** Values for every column that is not of the key, none of which another row has. */
  readonly changes: Row
  /** Columns that hold something else than was written, by a trigger or a rule: nothing is asked of them. */
  readonly setByDatabase: readonly string[]
  /** Removes what the rows refer to, where that was made for them. */
  remove(): Promise<void>
}

export interface LiveTable {
  readonly key: readonly string[]
  /** Answers the reason where there can be no such rows. */
  makeRows(): Promise<MadeRows | string>
}

/** A table of a live schema: its key, and rows that its constraints let in, together with the rows that they refer to. */
export async function liveTable(
  client: DatabaseTestClient,
  wanted: TableName,
  said: readonly string[] | undefined,
): Promise<LiveTable> {
  const definition = await client.transaction((transaction) => analyzeSchema(transaction.session))
  const table = definition.tables.find(
    ({ schema, name }) => name === wanted.name && schema === (wanted.schema ?? definition.defaultSchema),
  )
  if (!table) {
    throw new UnderstudyError('TABLE_UNKNOWN', {
      operation: 'test a table',
      message: `The database has no table ${wanted.schema === undefined ? '' : `${wanted.schema}.`}${wanted.name}`,
    })
  }
  const key = said ?? primaryKey(table)
  return { key, makeRows: () => makeRows(client, definition, table, key) }
}

async function makeRows(
  client: DatabaseTestClient,
  definition: SchemaDefinition,
  table: Table,
  key: readonly string[],
): Promise<MadeRows | string> {
  const seed = randomBytes(8).toString('hex')
  return await client.transaction(async (transaction) => {
    const { session } = transaction
    const parents = await layParents(session, definition, table, seed)
    const rowsFor = rowPreparer(session, definition, toModel(definition), seed)
    const { rows: literals, reason } = await rowsFor(table)
    if (literals.length < 3) {
      await transaction.rollback()
      return reason ?? 'its constraints do not leave room for three more rows'
    }
    const rows: Row[] = []
    for (const literal of literals.slice(0, 3)) rows.push(await asWritten(session, table, literal))
    const given = table.columns.filter(({ generated, identity }) => generated === null && identity !== 'always')
    const [first, second, third] = rows.map((row) =>
      only(
        row,
        given.map(({ name }) => name),
      ),
    ) as [Row, Row, Row]
    const named = { ...(session.dialect === 'sqlite' ? {} : { schema: table.schema }), name: table.name }
    const setByDatabase = await changedByDatabase(session, named, key, first, without(third, key))
    return {
      first: without(first, setByDatabase),
      second: without(second, setByDatabase),
      changes: without(third, [...key, ...setByDatabase]),
      setByDatabase,
      remove: () => client.transaction((later) => parents.remove(later.session)),
    }
  })
}

/** What the row is once it is in the table. */
async function asWritten(session: Session, table: Table, literal: LiteralRow): Promise<Row> {
  const [row] = await undone(session, (inner) =>
    inner.query<Row>(insertText(table, literal, session.dialect, { returning: '*' })),
  )
  return row ?? {}
}

async function changedByDatabase(
  session: Session,
  table: TableName,
  key: readonly string[],
  row: Row,
  changes: Row,
): Promise<readonly string[]> {
  return await undone(session, async (inner) => {
    const repository = new TableRepository((work) => inner.transaction(work), table, key)
    const inserted = (await repository.create(row)) ?? {}
    const columns = differingFields(row, inserted)
    const id = keyOf(key, inserted)
    await repository.update(id, changes)
    const updated = (await repository.find(id)) ?? {}
    return [...new Set([...columns, ...differingFields(changes, updated)])].filter((column) => !key.includes(column))
  })
}

function primaryKey({ name, constraints }: Table): readonly string[] {
  for (const one of constraints) if (one.kind === 'primary key') return one.columns
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'test a table',
    message: `The table ${name} has no primary key, which would tell its rows apart`,
    hint: 'Give rows, changes and a keyField.',
  })
}

function only(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}

function without(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)))
}
