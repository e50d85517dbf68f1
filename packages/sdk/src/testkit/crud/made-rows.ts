import { randomBytes } from 'node:crypto'
import { analyzeSchema } from '../../catalog/analyze.ts'
import type { Column, SchemaDefinition, Table } from '../../catalog/definition.ts'
import { entityNames, keyOf } from '../../catalog/model/entity-names.ts'
import { toModel } from '../../catalog/to-model.ts'
import type { TableName } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { later, ref } from '../../factory/association.ts'
import { defineFactory } from '../../factory/define-factory.ts'
import { table as tableSource } from '../../factory/source.ts'
import { connectFactories } from '../../fill/factories/connect-factories.ts'
import { writerFor } from '../../fill/factories/database-writer.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { Row } from '../client/test-statements.ts'
import { TableRepository } from './table-repository.ts'

export interface MadeRows {
  readonly first: Row
  readonly second: Row
  /** Values for every column that is not of the key, none of which another row has. */
  readonly changes: Row
  /** Removes what the rows refer to. */
  remove(): Promise<void>
}

export interface LiveTable {
  readonly key: readonly string[]
  makeRows(): Promise<MadeRows>
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
): Promise<MadeRows> {
  const named: TableName = { ...(client.engine === 'sqlite' ? {} : { schema: table.schema }), name: table.name }
  const made = factoryOf(definition, table)
  const seed = randomBytes(8).toString('hex')
  const { rows, ledger } = await client.transaction(async (transaction) => {
    const factories = connectFactories(transaction.session, { made }, { seed })
    const created = await factories.made.createMany(3)
    const repository = new TableRepository(transaction, named, key)
    const rows: Row[] = []
    // Of each only the values are wanted; what it refers to stays.
    for (const row of created) {
      const fields = Object.fromEntries(key.map((column) => [column, Reflect.get(row, column)]))
      const id = key.length === 1 ? Object.values(fields)[0] : fields
      const read = await repository.find(id)
      if (read) rows.push(read)
      await repository.delete(id)
    }
    return { rows, ledger: factories.connection.ledger }
  })
  const given = table.columns.filter(isGiven).map(({ name }) => name)
  const [first = {}, second = {}, third = {}] = rows.map((row) => only(row, given))
  return {
    first,
    second,
    changes: only(
      third,
      given.filter((column) => !key.includes(column)),
    ),
    async remove() {
      await client.transaction((transaction) => ledger.cleanup(writerFor(transaction.session), {}))
    },
  }
}

function factoryOf(definition: SchemaDefinition, table: Table) {
  const nameOf = entityNames(definition.tables, definition.defaultSchema)
  const { schema } = toModel(definition)
  const dialect = definition.engine === 'sqlite' ? 'sqlite' : 'postgres'
  const known = new Map<string, ReturnType<typeof define>>()

  function define(of: Table, path: readonly string[]) {
    const edges = of.constraints.flatMap((one, at) => {
      if (one.kind !== 'foreign key' || !one.enforced) return []
      const parent = definition.tables.find((other) => keyOf(other) === keyOf(one.references))
      // What leads back to itself can only begin with nothing.
      if (!parent || path.includes(keyOf(parent))) return []
      const target = later(() => factory(parent, [...path, keyOf(parent)]))
      return [[`reference_${at}`, ref(target, { field: one.columns, key: one.references.columns })] as const]
    })
    return defineFactory(tableSource(schema, nameOf(of), dialect), { associations: Object.fromEntries(edges) })
  }

  function factory(of: Table, path: readonly string[]): ReturnType<typeof define> {
    const found = known.get(keyOf(of)) ?? define(of, path)
    known.set(keyOf(of), found)
    return found
  }

  return factory(table, [keyOf(table)])
}

function primaryKey({ name, constraints }: Table): readonly string[] {
  for (const one of constraints) if (one.kind === 'primary key') return one.columns
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'test a table',
    message: `The table ${name} has no primary key, which would tell its rows apart`,
    hint: 'Give rows, changes and a keyField.',
  })
}

function isGiven({ generated, identity }: Column): boolean {
  return generated === null && identity !== 'always'
}

function only(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}
