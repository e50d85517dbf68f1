import fc, { type Arbitrary } from 'fast-check'
import { crossed } from './cross.ts'
import {
  columnNames,
  compositeNames,
  domainNames,
  enumNames,
  functionNames,
  type Model,
  type Named,
  plainTypes,
  type RandomTable,
  sequenceNames,
  tableNames,
  viewNames,
} from './model.ts'
import { rendered } from './render.ts'

/** Two schemas as SQL: the second is mostly the first with some of it changed, at times another. */
export interface SchemaPair {
  readonly a: string
  readonly b: string
}

const maybe = <Element>(
  names: readonly string[],
  element: Arbitrary<Element>,
  most = names.length,
  least = 0,
): Arbitrary<Named<Element>> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), element), {
      selector: ([name]) => name,
      minLength: least,
      maxLength: most,
    })
    .map((entries) => Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1))))

const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 9)
const comment = fc.constantFrom(null, null, null, 'Said', "It's said")
const type = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Object.keys(plainTypes)) },
  { weight: 3, arbitrary: fc.constant('integer') },
  { weight: 2, arbitrary: fc.constantFrom(...enumNames, ...domainNames) },
  { weight: 1, arbitrary: fc.constantFrom(...compositeNames) },
)

const column = fc.record({
  type,
  required: fc.boolean(),
  fallback: fc.constantFrom('none', 'none', 'literal', 'other literal', 'function', 'sequence'),
  generated: rarely,
  comment,
} as const)

const someColumns = fc.uniqueArray(fc.constantFrom(...columnNames), { minLength: 1, maxLength: 2 })

const table: Arbitrary<RandomTable> = fc.record({
  key: fc.constantFrom('none', 'integer', 'integer', 'bigint', 'identity', 'identity', 'serial', 'uuid'),
  columns: maybe(columnNames, column),
  uniques: maybe(['u0', 'U 1'], fc.record({ columns: someColumns, deferrable: rarely, nulls: fc.boolean() })),
  checks: maybe(
    ['h0', 'H 1'],
    fc.record({
      column: fc.constantFrom(...columnNames),
      by: fc.constantFrom('compare', 'compare', 'function'),
      least: fc.nat(3),
      valid: rarely.map((not) => !not),
    } as const),
  ),
  references: maybe(
    ['r0', 'R 1'],
    fc.record({
      to: fc.constantFrom(...tableNames),
      onDelete: fc.constantFrom('no action', 'cascade', 'set null'),
      deferrable: rarely,
      valid: rarely.map((not) => !not),
      required: rarely,
    } as const),
  ),
  indexes: maybe(
    ['i0', 'I 1', 'i2'],
    fc.record({
      columns: someColumns,
      how: fc.constantFrom('plain', 'descending', 'expression', 'function', 'partial', 'unique', 'hash', 'include'),
    } as const),
  ),
  triggers: maybe(
    ['g0', 'G 1'],
    fc.record({
      timing: fc.constantFrom('before', 'after'),
      events: fc.constantFrom('insert', 'update', 'insert or update', 'delete'),
      enabled: rarely.map((not) => !not),
    } as const),
    1,
  ),
  policies: maybe(
    ['o0', 'O 1'],
    fc.record({
      command: fc.constantFrom('all', 'select', 'delete'),
      column: fc.constantFrom(...columnNames),
    } as const),
    1,
  ),
  grants: maybe(
    ['public', 'pg_monitor'],
    fc.record({ privileges: fc.constantFrom('select', 'select, insert', 'update', 'all'), option: fc.boolean() }),
    1,
  ),
  parts: maybe(['0', '100', '1000'], fc.record({ rest: fc.boolean() })),
  rowSecurity: rarely,
  unlogged: rarely,
  fillfactor: fc.constantFrom(null, null, 70, 90),
  comment,
} as const)

const model: Arbitrary<Model> = fc.record({
  enums: maybe(
    enumNames,
    fc.record({ values: fc.uniqueArray(fc.constantFrom('low', 'mid', 'high', "it's"), { minLength: 1 }), comment }),
  ),
  domains: maybe(
    domainNames,
    fc.record({
      base: fc.constantFrom('integer', 'integer', 'text', 'numeric(8,2)'),
      check: fc.constantFrom('none', 'compare', 'function'),
      least: fc.nat(3),
      required: rarely,
    } as const),
  ),
  composites: maybe(
    compositeNames,
    fc.record({
      fields: maybe(['x', 'Y 1', 'z'], fc.record({ type: fc.constantFrom('integer', 'text', 'date', 'e0') })),
    }),
  ),
  sequences: maybe(
    sequenceNames,
    fc.record({
      type: fc.constantFrom('integer', 'bigint'),
      increment: fc.integer({ min: 1, max: 3 }),
      cycle: fc.boolean(),
    } as const),
  ),
  functions: maybe(
    functionNames,
    fc.record({
      language: fc.constantFrom('sql', 'plpgsql', 'atomic'),
      factor: fc.integer({ min: 1, max: 3 }),
      calls: fc.constantFrom(...functionNames),
      secret: rarely,
      comment,
    } as const),
  ),
  tables: maybe(tableNames, table, 5, 1),
  views: maybe(
    viewNames,
    fc.record({
      over: fc.constantFrom(...tableNames, ...viewNames),
      columns: fc.integer({ min: 1, max: 255 }),
      star: rarely,
      filtered: fc.boolean(),
      computed: fc.boolean(),
      materialized: rarely,
      barrier: rarely,
      comment,
    }),
  ),
  counters: maybe(
    ['n0', 'N 1'],
    fc.record({
      over: fc.constantFrom(...tableNames, ...viewNames),
      how: fc.constantFrom('atomic', 'sql', 'plpgsql', 'rows'),
    } as const),
  ),
  triggerBody: fc.nat(2),
})

/** How many of a hundred choices are made anew. */
const share = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 4, max: 12 }) },
  { weight: 3, arbitrary: fc.integer({ min: 12, max: 40 }) },
  { weight: 1, arbitrary: fc.constant(100) },
)

export const schemaPairs: Arbitrary<SchemaPair> = fc
  .record({ one: model, other: model, share, seed: fc.nat() })
  .map(({ one, other, share: percent, seed }) => ({
    a: rendered(one),
    b: rendered(crossed(one, other, percent, seed)),
  }))
