import type { Constraint, Index, SchemaDefinition, Table } from '../../catalog/definition.ts'
import { factsOf } from '../../catalog/facts.ts'
import { type ObjectId, objectId } from '../../catalog/identity.ts'
import { laterObjects } from './later-objects.ts'

/**
 * The schema while rows are loaded: tables as bare as they can be, without what is in the way of rows. Comments and
 * privileges come at the end too, so that whoever loads is not kept out.
 */
export function bareDefinition(full: SchemaDefinition): SchemaDefinition {
  const later = laterObjects(full)
  const ids = new Map<object, ObjectId>([...factsOf(full).values()].map(({ object, id }) => [object, id]))
  const now = <One extends object>(objects: readonly One[]): One[] =>
    objects.filter((one) => {
      const id = ids.get(one)
      return id === undefined || !later.has(id)
    })
  const constraintsOf = (table: Table): Constraint[] => now(table.constraints)
  const tables = full.tables.map(
    (table): Table => ({
      ...table,
      columns: table.columns.map((column) =>
        later.has(objectId('default', table.schema, table.name, column.name)) ? { ...column, default: null } : column,
      ),
      constraints: constraintsOf(table),
      rowSecurity: { enabled: false, forced: false },
      replicaIdentity: typeof table.replicaIdentity === 'object' ? 'default' : table.replicaIdentity,
      clusteredOn: null,
      // A crash of the server would empty it, whatever the ledger says of its chunks.
      unlogged: false,
    }),
  )
  const serves = ({ table, constraint }: Index): boolean =>
    constraint === null || !later.has(objectId('constraint', table.schema, table.name, constraint))
  return {
    ...full,
    schemas: now(full.schemas),
    extensions: now(full.extensions),
    tables,
    indexes: now(full.indexes).filter(serves),
    sequences: now(full.sequences).map((sequence) => ({ ...sequence, unlogged: false })),
    enums: now(full.enums),
    domains: now(full.domains),
    composites: now(full.composites),
    ranges: now(full.ranges),
    collations: now(full.collations),
    routines: now(full.routines),
    triggers: now(full.triggers),
    eventTriggers: now(full.eventTriggers),
    rules: now(full.rules),
    views: now(full.views),
    policies: now(full.policies),
    statistics: now(full.statistics),
    publications: now(full.publications),
    foreignDataWrappers: now(full.foreignDataWrappers),
    foreignServers: now(full.foreignServers),
    userMappings: now(full.userMappings),
    defaultPrivileges: now(full.defaultPrivileges),
    dependencies: Object.fromEntries(
      Object.entries(full.dependencies)
        .filter(([id]) => !later.has(id))
        .map(([id, needs]) => [id, needs.filter((need) => !later.has(need))]),
    ),
    comments: {},
    partComments: {},
    access: {},
    partAccess: {},
  }
}
