import type { Column, Sequence, ViewColumn } from '../../definition.ts'
import type { ColumnFact } from './columns.ts'
import { optionsOf } from './options.ts'
import type { ResolveType } from './resolve-type.ts'

const storages = { p: 'plain', e: 'external', x: 'extended', m: 'main' } as const
const compressions = { '': null, p: 'pglz', l: 'lz4' } as const
const identities = { '': null, a: 'always', d: 'by default' } as const

/**
 * Some builds of Postgres count changes of a column in an option of their own, which nobody set.
 *
 * @param sequence the one that `fact.sequence` names, where it is known
 */
export function columnOf(fact: ColumnFact, resolve: ResolveType, sequence: Sequence | undefined): Column {
  const generated = fact.generated !== ''
  return {
    name: fact.name,
    position: fact.position,
    type: resolve(fact.type, fact.modifier, fact.dimensions),
    databaseType: fact.databaseType,
    notNull: fact.notNull,
    default: generated ? null : fact.expression,
    identity: identities[fact.identity],
    generated: generated ? { expression: fact.expression ?? '', stored: fact.generated === 's' } : null,
    sequence: fact.sequence,
    rowidAlias: false,
    collation: fact.collation,
    inherited: fact.inherited,
    identitySequence: fact.identity === '' ? null : (sequence ?? null),
    notNullConstraint: fact.notNullConstraint,
    storage: fact.storage === null ? null : storages[fact.storage],
    compression: compressions[fact.compression],
    statisticsTarget: fact.statisticsTarget,
    options: optionsOf(fact.options?.filter((option) => !option.startsWith('pg_attver=')) ?? null),
    foreignOptions: optionsOf(fact.foreignOptions),
  }
}

export function viewColumnOf({ name, databaseType, collation, expression }: ColumnFact): ViewColumn {
  return { name, databaseType, collation, default: expression }
}
