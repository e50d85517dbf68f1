import { inFlight, together } from '../../../database/flight.ts'
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
import { type ColumnFact, readColumns } from './columns.ts'
import { type Comments, readComments } from './comments.ts'
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
import { type Rights, readRights } from './rights.ts'
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
        const schemas = only === undefined ? null : JSON.stringify(only)
        return withPlainSettings(source, () => read(source, server, schemas))
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

/** Parts at once, then at once what any of them may have: of that there is most, and the server works on while it is read. */
async function read(source: Reader, server: Server, schemas: string | null): Promise<SchemaDefinition> {
  const definition = definitionOf(server, await inFlight(source, (reader) => readParts(reader, server.number, schemas)))
  const known = factsOf(definition)
  const aspects = await inFlight(source, (reader) => {
    const addresses = readAddresses(reader, schemas, server.number, known)
    return together({
      comments: readComments(reader, addresses, known),
      rights: readRights(reader, schemas, addresses, known),
      dependencies: readDependencies(reader, addresses, known),
    })
  })
  return withAspects(definition, aspects)
}

type Parts = Awaited<ReturnType<typeof readParts>>

async function readParts(source: Reader, version: number, schemas: string | null) {
  const relations = readRelations(source, schemas)
  const types = readTypes(source, schemas)
  const sequences = readSequences(source, schemas)
  const facts = readColumns(source, schemas, version)
  const columns = together({ relations, types, sequences, facts }).then(columnsOf)
  return await together({
    relations,
    types,
    sequences,
    columns,
    constraints: readConstraints(source, schemas, version),
    schemas: readSchemas(source, schemas),
    extensions: readExtensions(source),
    indexes: readIndexes(source, schemas, version),
    ranges: readRanges(source, schemas),
    collations: readCollations(source, schemas, version),
    routines: readRoutines(source, schemas),
    triggers: readTriggers(source, schemas),
    eventTriggers: readEventTriggers(source, schemas),
    rules: readRules(source, schemas),
    policies: readPolicies(source, schemas),
    statistics: readStatistics(source, schemas),
    publications: readPublications(source, schemas, version),
    foreignDataWrappers: readForeignDataWrappers(source, schemas),
    foreignServers: readForeignServers(source, schemas),
    userMappings: readUserMappings(source, schemas),
    defaultPrivileges: readDefaultPrivileges(source, schemas),
    unmodelled: readUnmodelled(source, schemas),
  })
}

interface ColumnParts {
  readonly relations: readonly Relation[]
  readonly types: readonly TypeFact[]
  readonly sequences: readonly Sequence[]
  readonly facts: Iterable<ColumnFact>
}

interface ColumnsRead {
  readonly resolve: ResolveType
  /** By their table or view. */
  readonly ofTables: ReadonlyMap<number, readonly Column[]>
  readonly ofViews: ReadonlyMap<number, readonly ViewColumn[]>
}

function columnsOf({ relations, types, sequences, facts }: ColumnParts): ColumnsRead {
  const resolve = typeResolver(types)
  const sequenceOf = sequenceFinder(sequences)
  const views = new Set(relations.filter(isView).map(({ oid }) => oid))
  const ofTables = new Map<number, Column[]>()
  const ofViews = new Map<number, ViewColumn[]>()
  for (const fact of facts) {
    if (views.has(fact.relation)) add(ofViews, fact.relation, viewColumnOf(fact))
    else add(ofTables, fact.relation, columnOf(fact, resolve, sequenceOf(fact.sequence)))
  }
  return { resolve, ofTables, ofViews }
}

function definitionOf(server: Server, parts: Parts): SchemaDefinition {
  const { relations, types, columns, constraints, ...rest } = parts
  return {
    engine: 'postgres',
    serverVersion: server.version,
    defaultSchema: server.defaultSchema,
    tables: relations.flatMap((relation) =>
      table(relation, columns.ofTables.get(relation.oid) ?? [], constraints.get(relation.oid) ?? []),
    ),
    ...declaredTypes(types, columns.resolve),
    views: relations.flatMap((relation) => view(relation, columns.ofViews.get(relation.oid) ?? [])),
    ...rest,
    dependencies: {},
    comments: {},
    partComments: {},
    owners: {},
    access: {},
    partAccess: {},
  }
}

interface Aspects {
  readonly comments: Comments
  readonly rights: Rights
  readonly dependencies: SchemaDefinition['dependencies']
}

function withAspects(definition: SchemaDefinition, { comments, rights, dependencies }: Aspects): SchemaDefinition {
  const { unmodelled: commented, ...texts } = comments
  const { unmodelled: granted, ...access } = rights
  return {
    ...definition,
    dependencies,
    ...texts,
    ...access,
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
