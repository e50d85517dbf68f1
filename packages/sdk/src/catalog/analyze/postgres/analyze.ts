import { UnderstudyError } from '../../../errors.ts'
import type { ColumnType, CompositeType, DomainType, EnumType } from '../../column-type.ts'
import type {
  Column,
  Constraint,
  SchemaDefinition,
  Sequence,
  Table,
  Unmodelled,
  View,
  ViewColumn,
} from '../../definition.ts'
import { factsOf } from '../../facts.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import type { CatalogSource, Reader } from '../source.ts'
import { readAddresses } from './addresses.ts'
import { readCollations } from './collations.ts'
import { columnOf, viewColumnOf } from './column.ts'
import { readColumns } from './columns.ts'
import { readComments } from './comments.ts'
import { readConstraints } from './constraints.ts'
import { readDefaultPrivileges } from './default-privileges.ts'
import { readDependencies } from './dependencies.ts'
import { readEventTriggers } from './event-triggers.ts'
import { readForeignDataWrappers, readForeignServers, readUserMappings } from './foreign.ts'
import { readIndexes } from './indexes.ts'
import { readPolicies } from './policies.ts'
import { readPublications } from './publications.ts'
import { readRanges } from './ranges.ts'
import { type Relation, readRelations } from './relations.ts'
import { type ResolveType, typeResolver } from './resolve-type.ts'
import { readRights } from './rights.ts'
import { readRoutines } from './routines.ts'
import { readExtensions, readSchemas, readServer, type Server } from './schemas.ts'
import { readSequences } from './sequences.ts'
import { withPlainSettings } from './settings.ts'
import { readStatistics } from './statistics.ts'
import { readRules, readTriggers } from './triggers.ts'
import { readTypes, type TypeFact } from './types.ts'
import { undisturbed } from './undisturbed.ts'
import { readUnmodelled } from './unmodelled.ts'

/**
 * Reads a Postgres catalog in a fixed number of queries, whatever it holds, and all of them see one state of it. Any
 * role that may connect may read it.
 */
export async function analyzePostgres(database: CatalogSource, only?: readonly string[]): Promise<SchemaDefinition> {
  return undisturbed(() =>
    database.transaction(
      async (source) => {
        const server = await readServer(source)
        if (server.number < oldest) throw tooOld(server.version)
        return withPlainSettings(source, () => read(source, server, only === undefined ? null : JSON.stringify(only)))
      },
      { isolation: 'repeatable read', readOnly: true },
    ),
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

/** Parts that need others; then those that stand by themselves; then what any of them may have. */
async function read(source: Reader, server: Server, schemas: string | null): Promise<SchemaDefinition> {
  const { number } = server
  const relations = await readRelations(source, schemas)
  const types = await readTypes(source, schemas)
  const resolve = typeResolver(types)
  const sequences = await readSequences(source, schemas)
  const sequenceOf = sequenceFinder(sequences)
  const views = new Set(relations.filter(isView).map(({ oid }) => oid))
  const columns = new Map<number, Column[]>()
  const viewColumns = new Map<number, ViewColumn[]>()
  for (const fact of await readColumns(source, schemas, number)) {
    if (views.has(fact.relation)) add(viewColumns, fact.relation, viewColumnOf(fact))
    else add(columns, fact.relation, columnOf(fact, resolve, sequenceOf(fact.sequence)))
  }
  const constraints = await readConstraints(source, schemas, number)
  const definition: SchemaDefinition = {
    engine: 'postgres',
    serverVersion: server.version,
    defaultSchema: server.defaultSchema,
    schemas: await readSchemas(source, schemas),
    extensions: await readExtensions(source),
    tables: relations.flatMap((relation) =>
      table(relation, columns.get(relation.oid) ?? [], constraints.get(relation.oid) ?? []),
    ),
    indexes: await readIndexes(source, schemas, number),
    sequences,
    ...declaredTypes(types, resolve),
    ranges: await readRanges(source, schemas),
    collations: await readCollations(source, schemas, number),
    routines: await readRoutines(source, schemas),
    triggers: await readTriggers(source, schemas),
    eventTriggers: await readEventTriggers(source, schemas),
    rules: await readRules(source, schemas),
    views: relations.flatMap((relation) => view(relation, viewColumns.get(relation.oid) ?? [])),
    policies: await readPolicies(source, schemas),
    statistics: await readStatistics(source, schemas),
    publications: await readPublications(source, schemas, number),
    foreignDataWrappers: await readForeignDataWrappers(source, schemas),
    foreignServers: await readForeignServers(source, schemas),
    userMappings: await readUserMappings(source, schemas),
    defaultPrivileges: await readDefaultPrivileges(source, schemas),
    dependencies: {},
    comments: {},
    partComments: {},
    owners: {},
    access: {},
    partAccess: {},
    unmodelled: await readUnmodelled(source, schemas),
  }
  return withAspects(source, server, schemas, definition)
}

async function withAspects(
  source: Reader,
  server: Server,
  schemas: string | null,
  definition: SchemaDefinition,
): Promise<SchemaDefinition> {
  const known = factsOf(definition)
  const addresses = await readAddresses(source, schemas, server.number, known)
  const { comments, partComments, unmodelled: commented } = await readComments(source, addresses, known)
  const { owners, access, partAccess, unmodelled: granted } = await readRights(source, schemas, addresses, known)
  return {
    ...definition,
    dependencies: await readDependencies(source, addresses, known),
    comments,
    partComments,
    owners,
    access,
    partAccess,
    unmodelled: [...definition.unmodelled, ...commented, ...granted].sort(byKindAndName),
  }
}

function byKindAndName(a: Unmodelled, b: Unmodelled): number {
  const [one, other] = [`${a.kind} ${a.name}`, `${b.kind} ${b.name}`]
  return one < other ? -1 : one > other ? 1 : 0
}

function add<Value>(lists: Map<number, Value[]>, relation: number, value: Value): void {
  const list = lists.get(relation)
  if (list) list.push(value)
  else lists.set(relation, [value])
}

function isView({ kind }: Relation): boolean {
  return kind === 'view' || kind === 'materialized view'
}

function sequenceFinder(sequences: readonly Sequence[]) {
  const byName = new Map(sequences.map((one) => [JSON.stringify([one.schema, one.name]), one]))
  return (named: QualifiedName | null) =>
    named === null ? undefined : byName.get(JSON.stringify([named.schema, named.name]))
}

function table(relation: Relation, columns: readonly Column[], constraints: readonly Constraint[]): Table[] {
  const { kind, oid: _, query: __, populated: ___, ...rest } = relation
  if (kind === 'view' || kind === 'materialized view') return []
  return [{ ...rest, kind, columns, constraints, strict: true, withoutRowid: false }]
}

function view(relation: Relation, columns: readonly ViewColumn[]): View[] {
  const { schema, name, kind, query, options, populated, accessMethod, tablespace, clusteredOn } = relation
  if (kind !== 'view' && kind !== 'materialized view') return []
  const materialized = kind === 'materialized view'
  const storage = { options, populated, accessMethod, tablespace, clusteredOn }
  return [{ schema, name, materialized, definition: query ?? '', columns, ...storage }]
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
