import type { Column, Index, Table } from '../../catalog/definition.ts'
import { type ObjectId, objectId } from '../../catalog/identity.ts'
import { createTable } from '../../catalog/migration/sqlite/table-text.ts'
import { type MigrationStep, usualTimeouts } from '../../catalog/migration/step.ts'
import * as postgres from '../../database/postgres/quote.ts'
import * as sqlite from '../../database/sqlite/quote.ts'
import type { Converted } from './converted.ts'

interface Steps {
  readonly before: readonly MigrationStep[]
  readonly after: readonly MigrationStep[]
}

/** Tables with all that stands in them, then indexes: SQLite adds no key to a table that is there. */
export function sqliteSteps({ definition }: Converted): Steps {
  return numbered(
    definition.tables.map((table) =>
      step(objectId('table', 'main', table.name), `create table ${table.name}`, createTable(table)),
    ),
    definition.indexes.map((index) => {
      const where = index.predicate === null ? '' : ` WHERE ${index.predicate}`
      const text = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${sqlite.quoteIdentifier(index.name)} ON ${sqlite.quoteIdentifier(index.table.name)} ${listOf(index, sqlite.quoteIdentifier)}${where}`
      return step(objectId('index', 'main', index.name), `create index ${index.name}`, text)
    }),
  )
}

/** Tables with their checks; after the rows keys, indexes, foreign keys, and numbers that go on after the largest one. */
export function postgresSteps({ definition }: Converted): Steps {
  const { tables, indexes } = definition
  const keys = constraintSteps(tables, ['primary key', 'unique'])
  const foreignKeys = constraintSteps(tables, ['foreign key'])
  return numbered(
    tables.map((table) => step(idOf('table', table), `create table ${table.name}`, createPostgresTable(table))),
    [...keys, ...indexes.map(createPostgresIndex), ...foreignKeys, ...tables.flatMap(numbersOf)],
  )
}

function numbered(before: readonly MigrationStep[], after: readonly MigrationStep[]): Steps {
  return {
    before: before.map((one, at) => ({ ...one, number: at + 1 })),
    after: after.map((one, at) => ({ ...one, number: before.length + at + 1 })),
  }
}

function step(
  object: ObjectId,
  title: string,
  statement: string,
  action: MigrationStep['action'] = 'create',
): MigrationStep {
  return {
    number: 0,
    action,
    object,
    title,
    statements: [statement],
    hazards: [],
    locks: [],
    transaction: 'shared',
    timeouts: usualTimeouts,
  }
}

function idOf(kind: 'table' | 'index', { schema, name }: { readonly schema: string; readonly name: string }): ObjectId {
  return objectId(kind, schema, name)
}

function constraintSteps(tables: readonly Table[], kinds: readonly string[]): MigrationStep[] {
  return tables.flatMap((table) =>
    table.constraints
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ name, kind, definition }) =>
        step(
          objectId('constraint', table.schema, table.name, name),
          `add ${kind} ${name} to ${table.name}`,
          `ALTER TABLE ${postgres.quoteTable(table)} ADD CONSTRAINT ${postgres.quoteIdentifier(name)} ${definition}`,
        ),
      ),
  )
}

function createPostgresTable(table: Table): string {
  const checks = table.constraints.flatMap(({ kind, name, definition }) =>
    kind === 'check' ? [`CONSTRAINT ${postgres.quoteIdentifier(name)} ${definition}`] : [],
  )
  const lines = [...table.columns.map(postgresColumn), ...checks]
  return `CREATE TABLE ${postgres.quoteTable(table)} (\n  ${lines.join(',\n  ')}\n)`
}

function postgresColumn({ name, databaseType, notNull, default: value, identity, identitySequence }: Column): string {
  const sequence = identitySequence ? ` (SEQUENCE NAME ${postgres.quoteTable(identitySequence)})` : ''
  return [
    postgres.quoteIdentifier(name),
    databaseType,
    ...(notNull ? ['NOT NULL'] : []),
    ...(value === null ? [] : [`DEFAULT ${value}`]),
    ...(identity === null ? [] : [`GENERATED ${identity.toUpperCase()} AS IDENTITY${sequence}`]),
  ].join(' ')
}

function createPostgresIndex(index: Index): MigrationStep {
  const where = index.predicate === null ? '' : ` WHERE ${index.predicate}`
  const text = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${postgres.quoteIdentifier(index.name)} ON ${postgres.quoteTable(index.table)} ${listOf(index, postgres.quoteIdentifier)}${where}`
  return step(idOf('index', index), `create index ${index.name}`, text)
}

function listOf({ elements }: Index, quote: (name: string) => string): string {
  return `(${elements.map((element) => ('column' in element ? quote(element.column) : element.expression)).join(', ')})`
}

function numbersOf(table: Table): MigrationStep[] {
  return table.columns.flatMap(({ name, identitySequence }) => {
    if (identitySequence === null) return []
    const sequence = postgres.quoteLiteral(postgres.quoteTable(identitySequence)).trim()
    const largest = `greatest(max(${postgres.quoteIdentifier(name)}), 0)`
    const text = `SELECT pg_catalog.setval(${sequence}::pg_catalog.regclass, coalesce(${largest}, 0) + 1, false) FROM ${postgres.quoteTable(table)}`
    return [step(objectId('column', table.schema, table.name, name), `number ${table.name}.${name} on`, text, 'alter')]
  })
}
