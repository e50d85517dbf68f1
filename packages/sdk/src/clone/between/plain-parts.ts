import type { Column, Constraint, Index, Table } from '../../catalog/definition.ts'

/** Parts of a definition with all that need not be said. */
export function plainTable(
  schema: string,
  name: string,
  columns: readonly Column[],
  constraints: readonly Constraint[],
): Table {
  return {
    schema,
    name,
    kind: 'table',
    parents: [],
    partitionKey: null,
    bound: null,
    columns,
    constraints,
    partitionBy: null,
    boundText: null,
    ofType: null,
    unlogged: false,
    options: {},
    accessMethod: null,
    tablespace: null,
    replicaIdentity: 'default',
    clusteredOn: null,
    foreign: null,
    rowSecurity: { enabled: false, forced: false },
    strict: false,
    withoutRowid: false,
  }
}

export function plainColumn(
  column: Pick<Column, 'name' | 'position' | 'type' | 'databaseType' | 'notNull' | 'default'>,
): Column {
  return {
    identity: null,
    generated: null,
    sequence: null,
    rowidAlias: false,
    collation: null,
    inherited: false,
    identitySequence: null,
    notNullConstraint: null,
    storage: null,
    compression: null,
    statisticsTarget: null,
    options: {},
    foreignOptions: {},
    ...column,
  }
}

export const written = { definition: null, inherited: false, keyOfWhole: null } as const
export const immediate = { deferrable: false, initiallyDeferred: false } as const

export function plainIndex(
  index: Pick<Index, 'schema' | 'name' | 'table' | 'unique' | 'elements' | 'predicate'>,
): Index {
  return {
    method: 'btree',
    nullsNotDistinct: false,
    include: [],
    constraint: null,
    valid: true,
    inherited: false,
    parent: null,
    definition: null,
    statisticsTargets: {},
    ...index,
  }
}
