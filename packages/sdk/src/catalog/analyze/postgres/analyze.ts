import { UnderstudyError } from '../../../errors.ts'
import type { ColumnType, CompositeType, DomainType, EnumType } from '../../column-type.ts'
import type { Column, Constraint, SchemaDefinition, Table, View } from '../../definition.ts'
import type { CatalogSource, Reader } from '../source.ts'
import { type ColumnFact, readColumns } from './columns.ts'
import { readConstraints } from './constraints.ts'
import { readIndexes } from './indexes.ts'
import { type Relation, readRelations } from './relations.ts'
import { type ResolveType, typeResolver } from './resolve-type.ts'
import { readExtensions, readSchemas, readServer, type Server } from './schemas.ts'
import { readSequences } from './sequences.ts'
import { withPlainSettings } from './settings.ts'
import { readRules, readTriggers } from './triggers.ts'
import { readTypes, type TypeFact } from './types.ts'
import { readUnmodelled } from './unmodelled.ts'

/**
 * Reads a Postgres catalog in a fixed number of queries, whatever it holds, and all of them see one state of it. Any
 * role that may connect may read it.
 */
export async function analyzePostgres(database: CatalogSource, only?: readonly string[]): Promise<SchemaDefinition> {
  return database.transaction(
    async (source) => {
      const server = await readServer(source)
      if (server.number < oldest) throw tooOld(server.version)
      return withPlainSettings(source, () => read(source, server, only === undefined ? null : JSON.stringify(only)))
    },
    { isolation: 'repeatable read', readOnly: true },
  )
}

const oldest = 140000

function tooOld(version: string): UnderstudyError {
  return new UnderstudyError('CATALOG_UNSUPPORTED', {
    operation: 'read the catalog',
    message: `Postgres ${version} is older than what can be read.`,
    hint: 'Use Postgres 14 or newer.',
  })
}

async function read(source: Reader, server: Server, schemas: string | null): Promise<SchemaDefinition> {
  const relations = await readRelations(source, schemas)
  const types = await readTypes(source, schemas)
  const resolve = typeResolver(types)
  const columns = new Map<number, Column[]>()
  for (const fact of await readColumns(source, schemas)) {
    const list = columns.get(fact.relation) ?? []
    list.push(column(fact, resolve))
    columns.set(fact.relation, list)
  }
  const constraints = await readConstraints(source, schemas, server.number)
  return {
    engine: 'postgres',
    serverVersion: server.version,
    defaultSchema: server.defaultSchema,
    schemas: await readSchemas(source, schemas),
    extensions: await readExtensions(source),
    tables: relations.flatMap((relation) =>
      table(relation, columns.get(relation.oid) ?? [], constraints.get(relation.oid) ?? []),
    ),
    indexes: await readIndexes(source, schemas, server.number),
    sequences: await readSequences(source, schemas),
    ...declaredTypes(types, resolve),
    triggers: await readTriggers(source, schemas),
    rules: await readRules(source, schemas),
    views: relations.flatMap(view),
    unmodelled: await readUnmodelled(source, schemas),
  }
}

function table(relation: Relation, columns: readonly Column[], constraints: readonly Constraint[]): Table[] {
  const { kind, oid: _, ...rest } = relation
  if (kind === 'view' || kind === 'materialized view') return []
  return [{ ...rest, kind, columns, constraints, strict: true, withoutRowid: false }]
}

function view({ schema, name, kind, comment }: Relation): View[] {
  if (kind !== 'view' && kind !== 'materialized view') return []
  return [{ schema, name, materialized: kind === 'materialized view', comment }]
}

function column(fact: ColumnFact, resolve: ResolveType): Column {
  const generated = fact.generated !== ''
  return {
    name: fact.name,
    position: fact.position,
    type: resolve(fact.type, fact.modifier, fact.dimensions),
    databaseType: fact.databaseType,
    notNull: fact.notNull,
    default: generated ? null : fact.expression,
    identity: fact.identity === 'a' ? 'always' : fact.identity === 'd' ? 'by default' : null,
    generated: generated ? { expression: fact.expression ?? '', stored: fact.generated === 's' } : null,
    sequence: fact.sequence,
    rowidAlias: false,
    collation: fact.collation,
    comment: fact.comment,
  }
}

function declaredTypes(
  facts: readonly TypeFact[],
  resolve: ResolveType,
): Pick<SchemaDefinition, 'enums' | 'domains' | 'composites'> {
  const types = facts.filter((fact) => fact.listed).map((fact) => resolve(fact.oid, -1))
  return {
    enums: types.filter((type: ColumnType): type is EnumType => type.kind === 'enum'),
    domains: types.filter((type: ColumnType): type is DomainType => type.kind === 'domain'),
    composites: types.filter((type: ColumnType): type is CompositeType => type.kind === 'composite'),
  }
}
