import type { SchemaDefinition, View } from '../../definition.ts'
import type { CatalogSource, Reader } from '../source.ts'
import { readCreateTable } from './create-table.ts'
import { dependencies } from './dependencies.ts'
import type { ColumnsByTable } from './foreign-keys.ts'
import { indexes } from './indexes.ts'
import {
  type OtherFact,
  readColumns,
  readCounters,
  readForeignKeys,
  readIndexes,
  readOthers,
  readTables,
  readVersion,
  readViewColumns,
} from './read.ts'
import { counterOf, tableOf } from './tables.ts'
import { trigger } from './triggers.ts'
import { view } from './views.ts'

const schema = 'main'

/** Reads the main database file, in a fixed number of queries that all see one state of it. */
export async function analyzeSqlite(database: CatalogSource, only?: readonly string[]): Promise<SchemaDefinition> {
  return database.transaction((source) => read(source, only), { readOnly: true })
}

async function read(source: Reader, only: readonly string[] | undefined): Promise<SchemaDefinition> {
  const wanted = only === undefined || only.includes(schema)
  const facts = wanted ? await readTables(source) : []
  const others = wanted ? await readOthers(source) : []
  const indexStatements = new Map(others.flatMap(({ type, name, sql }) => (type === 'index' ? [[name, sql]] : [])))
  const indexFacts = byTable(await readIndexes(source))
  const columns = byTable(await readColumns(source))
  const anyCase: ColumnsByTable = new Map([...columns].map(([name, found]) => [name.toLowerCase(), found]))
  const references = byTable(await readForeignKeys(source))
  const counters = await readCounters(source)
  const statements = new Map(
    facts.filter((table) => table.type === 'table').map((table) => [table.name, readCreateTable(table.sql)]),
  )
  const objects = {
    tables: facts
      .filter((fact) => fact.type !== 'shadow')
      .map((fact) => {
        const { name } = fact
        const parts = { statement: statements.get(name), columns: columns.get(name) ?? [] }
        return tableOf({ fact, ...parts, references: references.get(name) ?? [] }, anyCase)
      }),
    indexes: facts.flatMap((table) => indexes(indexFacts.get(table.name) ?? [], indexStatements)),
    triggers: others.filter((other) => other.type === 'trigger').map(trigger),
    views: await viewsOf(
      source,
      others.filter((other) => other.type === 'view'),
    ),
  }

  return {
    engine: 'sqlite',
    serverVersion: await readVersion(source),
    defaultSchema: schema,
    schemas: wanted ? [{ name: schema }] : [],
    ...objects,
    sequences: [...statements].flatMap(([name, statement]) => counterOf(name, statement, counters.get(name))),
    ...absent,
    dependencies: dependencies(objects),
    unmodelled: [
      ...facts.filter((table) => table.type === 'shadow').map(({ name }) => ({ kind: 'shadow table', name })),
      ...objects.views
        .filter((one) => one.columns.length === 0)
        .map(({ name }) => ({ kind: 'columns of a view that SQLite refuses to read', name })),
    ],
  }
}

/** What SQLite does not have. */
const absent = {
  extensions: [],
  enums: [],
  domains: [],
  composites: [],
  ranges: [],
  collations: [],
  routines: [],
  eventTriggers: [],
  rules: [],
  policies: [],
  statistics: [],
  publications: [],
  foreignDataWrappers: [],
  foreignServers: [],
  userMappings: [],
  defaultPrivileges: [],
  comments: {},
  partComments: {},
  owners: {},
  access: {},
  partAccess: {},
} as const

async function viewsOf(source: Reader, facts: readonly OtherFact[]): Promise<View[]> {
  const columns = await readViewColumns(
    source,
    facts.map(({ name }) => name),
  )
  return facts.map((fact) =>
    view(
      fact,
      columns
        .filter((column) => column.view === fact.name)
        .map(({ name, type }) => ({ name, databaseType: type, collation: null, default: null })),
    ),
  )
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
