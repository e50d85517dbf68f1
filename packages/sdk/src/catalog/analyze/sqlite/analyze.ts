import type { Column, Constraint, KeyConstraint, SchemaDefinition, Sequence, Table } from '../../definition.ts'
import type { CatalogSource, Reader } from '../source.ts'
import { type CreateTable, readCreateTable } from './create-table.ts'
import { declaredType } from './declared-type.ts'
import { type ColumnsByTable, foreignKeys, keyColumns } from './foreign-keys.ts'
import { indexColumns, indexes } from './indexes.ts'
import {
  type ColumnFact,
  type ForeignKeyFact,
  type IndexFact,
  readColumns,
  readCounters,
  readForeignKeys,
  readIndexes,
  readOthers,
  readTables,
  readVersion,
  type TableFact,
} from './read.ts'
import { trigger } from './triggers.ts'

const schema = 'main'

/** Reads the main database file, in a fixed number of queries that all see one state of it. */
export async function analyzeSqlite(database: CatalogSource, only?: readonly string[]): Promise<SchemaDefinition> {
  return database.transaction((source) => read(source, only), { readOnly: true })
}

async function read(source: Reader, only: readonly string[] | undefined): Promise<SchemaDefinition> {
  const wanted = only === undefined || only.includes(schema)
  const tables = wanted ? await readTables(source) : []
  const others = wanted ? await readOthers(source) : []
  const indexStatements = new Map(others.flatMap(({ type, name, sql }) => (type === 'index' ? [[name, sql]] : [])))
  const indexFacts = byTable(await readIndexes(source))
  const columns = byTable(await readColumns(source))
  const anyCase: ColumnsByTable = new Map([...columns].map(([name, facts]) => [name.toLowerCase(), facts]))
  const references = byTable(await readForeignKeys(source))
  const counters = await readCounters(source)
  const statements = new Map(
    tables.filter((table) => table.type === 'table').map((table) => [table.name, readCreateTable(table.sql)]),
  )

  return {
    engine: 'sqlite',
    serverVersion: await readVersion(source),
    defaultSchema: schema,
    schemas: wanted ? [{ name: schema, comment: null }] : [],
    extensions: [],
    tables: tables
      .filter((table) => table.type !== 'shadow')
      .map((table) =>
        tableOf(
          table,
          statements.get(table.name),
          columns.get(table.name) ?? [],
          references.get(table.name) ?? [],
          indexFacts.get(table.name) ?? [],
          anyCase,
        ),
      ),
    indexes: tables.flatMap((table) => indexes(indexFacts.get(table.name) ?? [], indexStatements)),
    sequences: [...statements].flatMap(([name, statement]) => counterOf(name, statement, counters.get(name))),
    enums: [],
    domains: [],
    composites: [],
    triggers: others.filter((other) => other.type === 'trigger').map(trigger),
    rules: [],
    views: others
      .filter((other) => other.type === 'view')
      .map((view) => ({ schema, name: view.name, materialized: false, comment: null })),
    unmodelled: tables
      .filter((table) => table.type === 'shadow')
      .map((table) => ({ kind: 'shadow table', name: table.name })),
  }
}

function tableOf(
  table: TableFact,
  statement: CreateTable | undefined,
  columns: readonly ColumnFact[],
  references: readonly ForeignKeyFact[],
  indexFacts: readonly IndexFact[],
  anyCase: ColumnsByTable,
): Table {
  const alias = statement === undefined ? null : rowidAlias(table, statement, columns)
  return {
    schema,
    name: table.name,
    kind: table.type === 'virtual' ? 'virtual' : 'table',
    parents: [],
    partitionKey: null,
    bound: null,
    columns: columns
      .filter((column) => column.hidden !== 1)
      .map((column) => columnOf(column, table, statement, column.name === alias)),
    constraints: statement === undefined ? [] : constraints(table, statement, columns, references, indexFacts, anyCase),
    comment: null,
    unlogged: false,
    rowSecurity: { enabled: false, forced: false },
    strict: table.strict === 1,
    withoutRowid: table.withoutRowid === 1,
  }
}

/** A single primary key of the very type INTEGER is the row's number, unless DESC stands after it in the column. */
function rowidAlias(table: TableFact, statement: CreateTable, columns: readonly ColumnFact[]): string | null {
  const [key, ...more] = columns.filter((column) => column.key > 0)
  if (!key || more.length > 0 || table.withoutRowid === 1) return null
  if (key.type.toUpperCase() !== 'INTEGER' || statement.columns.get(key.name)?.descending) return null
  return key.name
}

function columnOf(fact: ColumnFact, table: TableFact, statement: CreateTable | undefined, rowidAlias: boolean): Column {
  const written = statement?.columns.get(fact.name)
  const generated = fact.hidden === 2 || fact.hidden === 3
  const counted = rowidAlias && (statement?.autoincrement ?? false)
  return {
    name: fact.name,
    position: fact.position + 1,
    type: declaredType(fact.type.replace(/\s+generated\s+always$/i, '')),
    databaseType: fact.type,
    notNull: fact.notNull === 1 || (fact.key > 0 && (rowidAlias || table.withoutRowid === 1 || table.strict === 1)),
    default: fact.default,
    identity: null,
    generated: generated ? { expression: written?.generated ?? '', stored: fact.hidden === 3 } : null,
    sequence: counted ? { schema, name: table.name } : null,
    rowidAlias,
    collation: written?.collation ?? null,
    comment: null,
  }
}

function constraints(
  table: TableFact,
  statement: CreateTable,
  columns: readonly ColumnFact[],
  references: readonly ForeignKeyFact[],
  indexFacts: readonly IndexFact[],
  anyCase: ColumnsByTable,
): Constraint[] {
  const named = (kind: KeyConstraint['kind'], names: readonly string[]) =>
    statement.keys.find((key) => key.kind === kind && same(key.columns, names))?.name
  const key = (kind: KeyConstraint['kind'], names: readonly string[], suffix: string): KeyConstraint => ({
    kind,
    name: named(kind, names) ?? `${table.name}_${suffix}`,
    columns: names,
    deferrable: false,
    initiallyDeferred: false,
    nullsNotDistinct: false,
    withoutOverlaps: false,
  })
  const primary = keyColumns(columns)
  const uniques = indexFacts
    .filter((index) => index.origin === 'u')
    .map((index) => indexColumns(index).filter((name) => name !== null))
  return [
    ...(primary.length > 0 ? [key('primary key', primary, 'pkey')] : []),
    ...uniques.map((names) => key('unique', names, `${names.join('_')}_key`)),
    ...foreignKeys(references, statement, anyCase),
    ...statement.checks.map(
      (check, position): Constraint => ({
        kind: 'check',
        name: check.name ?? `${table.name}_check${position === 0 ? '' : position}`,
        expression: check.expression,
        valid: true,
        enforced: true,
        inherited: false,
        noInherit: false,
      }),
    ),
  ]
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, at) => name.toLowerCase() === others[at]?.toLowerCase())
}

function counterOf(table: string, statement: CreateTable, last: string | undefined): Sequence[] {
  const [column] = statement.keys.find((key) => key.kind === 'primary key')?.columns ?? []
  if (!statement.autoincrement || column === undefined) return []
  return [
    {
      schema,
      name: table,
      databaseType: 'INTEGER',
      start: '1',
      increment: '1',
      minimum: '1',
      maximum: '9223372036854775807',
      cycle: false,
      last: last ?? null,
      owner: { schema, name: table, column },
    },
  ]
}

function byTable<Fact extends { readonly table: string }>(facts: readonly Fact[]): Map<string, Fact[]> {
  const groups = new Map<string, Fact[]>()
  for (const fact of facts) {
    const group = groups.get(fact.table)
    if (group) group.push(fact)
    else groups.set(fact.table, [fact])
  }
  return groups
}
