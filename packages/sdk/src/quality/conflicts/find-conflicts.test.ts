import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule } from '../rules.ts'
import { findConflicts } from './find-conflicts.ts'

type Draft = Rule extends infer R ? (R extends Rule ? Omit<R, 'id' | 'entity'> & { entity?: string } : never) : never

/** Rules of one entity, named by their place. */
function rulesOf(...drafts: readonly Draft[]): Rule[] {
  return drafts.map((draft, at) => ({ entity: 'orders', ...draft, id: `r${at}` }))
}

const conflictsOf = (...drafts: readonly Draft[]) =>
  findConflicts(rulesOf(...drafts)).conflicts.map(({ rules }) => rules)
const redundantOf = (...drafts: readonly Draft[]) =>
  findConflicts(rulesOf(...drafts)).redundant.map(({ rule, impliedBy }) => [rule, ...impliedBy])

test.each<[string, readonly Draft[], string[]]>([
  [
    'bounds that do not meet',
    [
      { type: 'range', column: 'n', max: 5 },
      { type: 'range', column: 'n', min: 6 },
    ],
    ['r0', 'r1'],
  ],
  [
    'bounds that touch, and exclude themselves',
    [
      { type: 'range', column: 'n', max: 5 },
      { type: 'range', column: 'n', min: 5, max: 9, strict: true },
    ],
    ['r0', 'r1'],
  ],
  [
    'no whole number between',
    [
      { type: 'type', column: 'n', is: 'integer' },
      { type: 'range', column: 'n', min: 3, max: 4, strict: true },
    ],
    ['r0', 'r1'],
  ],
  [
    'days as text',
    [
      { type: 'range', column: 'd', min: '2024-02-01' },
      { type: 'range', column: 'd', max: '2024-01-31' },
    ],
    ['r0', 'r1'],
  ],
  [
    'a list outside of the bounds',
    [
      { type: 'inSet', column: 'n', values: [1, 2] },
      { type: 'range', column: 'n', min: 3 },
    ],
    ['r0', 'r1'],
  ],
  [
    'lists without a common value',
    [
      { type: 'inSet', column: 's', values: ['a', 'b'] },
      { type: 'inSet', column: 's', values: ['c'] },
    ],
    ['r0', 'r1'],
  ],
  [
    'a list of which all is excluded',
    [
      { type: 'inSet', column: 's', values: ['a'] },
      { type: 'notInSet', column: 's', values: ['a', 'b'] },
    ],
    ['r0', 'r1'],
  ],
  [
    'a list of another type',
    [
      { type: 'inSet', column: 's', values: ['open'] },
      { type: 'type', column: 's', is: 'integer' },
    ],
    ['r0', 'r1'],
  ],
  [
    'two types',
    [
      { type: 'type', column: 's', is: 'date' },
      { type: 'type', column: 's', is: 'integer' },
    ],
    ['r0', 'r1'],
  ],
  [
    'lengths',
    [
      { type: 'length', column: 's', max: 3 },
      { type: 'length', column: 's', min: 4 },
    ],
    ['r0', 'r1'],
  ],
  [
    'a list of longer texts',
    [
      { type: 'inSet', column: 's', values: ['open', 'done'] },
      { type: 'length', column: 's', max: 3 },
    ],
    ['r0', 'r1'],
  ],
  [
    'a list of other texts than the pattern',
    [
      { type: 'inSet', column: 's', values: ['a1', 'b2'] },
      { type: 'regex', column: 's', pattern: '^[0-9]+$' },
    ],
    ['r0', 'r1'],
  ],
  [
    'a pattern of longer texts',
    [
      { type: 'regex', column: 's', pattern: '^[A-Z]{3}-[0-9]{4}$' },
      { type: 'length', column: 's', max: 7 },
    ],
    ['r0', 'r1'],
  ],
  [
    'a pattern of shorter texts',
    [
      { type: 'regex', column: 's', pattern: '^[A-Z]{2}$' },
      { type: 'length', column: 's', min: 3 },
    ],
    ['r0', 'r1'],
  ],
  [
    'two patterns without a common text',
    [
      { type: 'regex', column: 's', pattern: '^[A-Z]{2}[0-9]{1,3}$' },
      { type: 'regex', column: 's', pattern: '^[a-z][0-9]{2}$' },
    ],
    ['r0', 'r1'],
  ],
  [
    'a format that is longer',
    [
      { type: 'namedFormat', column: 's', format: 'uuid' },
      { type: 'length', column: 's', max: 20 },
    ],
    ['r0', 'r1'],
  ],
  [
    'an order against the bounds',
    [
      { type: 'pairGreater', lesser: 'a', greater: 'b', orEqual: true },
      { type: 'range', column: 'a', min: 10 },
      { type: 'range', column: 'b', max: 9 },
    ],
    ['r0', 'r1', 'r2'],
  ],
  [
    'an order against lists',
    [
      { type: 'pairGreater', lesser: 'a', greater: 'b' },
      { type: 'inSet', column: 'a', values: [3, 4] },
      { type: 'inSet', column: 'b', values: [1, 3] },
    ],
    ['r0', 'r1', 'r2'],
  ],
  [
    'a circle of orders',
    [
      { type: 'pairGreater', lesser: 'a', greater: 'b' },
      { type: 'pairGreater', lesser: 'b', greater: 'c', orEqual: true },
      { type: 'pairGreater', lesser: 'c', greater: 'a', orEqual: true },
    ],
    ['r0', 'r1', 'r2'],
  ],
  [
    'equal columns of other lists',
    [
      { type: 'pairEqual', columns: ['a', 'b'] },
      { type: 'inSet', column: 'a', values: [1, 3] },
      { type: 'inSet', column: 'b', values: [2] },
    ],
    ['r0', 'r1', 'r2'],
  ],
  [
    'different columns of one value',
    [
      { type: 'pairEqual', columns: ['a', 'b'], not: true },
      { type: 'inSet', column: 'a', values: [1] },
      { type: 'inSet', column: 'b', values: [1] },
    ],
    ['r0', 'r1', 'r2'],
  ],
  [
    'required and always null',
    [
      { type: 'notNull', column: 'a' },
      { type: 'expressionTrue', expression: 'a is null' },
    ],
    ['r0', 'r1'],
  ],
  [
    'an expression against bounds',
    [
      { type: 'expressionTrue', expression: 'total >= 100' },
      { type: 'range', column: 'total', max: 99 },
    ],
    ['r0', 'r1'],
  ],
  [
    'a key of fewer values than rows',
    [
      { type: 'primaryKey', columns: ['a'] },
      { type: 'inSet', column: 'a', values: [1, 2, 3] },
      { type: 'rowCount', min: 4 },
    ],
    ['r0', 'r1', 'r2'],
  ],
  [
    'counts of rows',
    [
      { type: 'rowCount', min: 4 },
      { type: 'rowCount', max: 3 },
    ],
    ['r0', 'r1'],
  ],
  [
    'a mean outside of the bounds',
    [
      { type: 'aggregate', column: 'a', measure: 'mean', min: 50 },
      { type: 'range', column: 'a', min: 0, max: 10 },
    ],
    ['r0', 'r1'],
  ],
  [
    'more different values than there are',
    [
      { type: 'distinctCount', column: 'a', min: 3 },
      { type: 'inSet', column: 'a', values: [1, 2] },
    ],
    ['r0', 'r1'],
  ],
  [
    'a child whose values no parent may have',
    [
      { type: 'foreignKey', columns: ['c'], parent: 'customers', parentColumns: ['id'] },
      { type: 'range', column: 'c', max: 0 },
      { entity: 'customers', type: 'range', column: 'id', min: 1 },
    ],
    ['r0', 'r1', 'r2'],
  ],
  [
    'the same condition',
    [
      { type: 'range', column: 'n', min: 1, where: "s = 'x'" },
      { type: 'range', column: 'n', max: 0, where: "s = 'x'" },
    ],
    ['r0', 'r1'],
  ],
  [
    'a condition that the others rule out',
    [
      { type: 'inSet', column: 's', values: ['a'] },
      { type: 'range', column: 'n', min: 1, where: "s = 'x'" },
    ],
    ['r0'],
  ],
  ['a rule that nothing meets', [{ type: 'length', column: 's', min: 4, max: 3 }], ['r0']],
])('%s: the minimal conflict is found', (_, drafts, expected) => {
  const noise: Draft[] = [
    { type: 'range', column: 'other', min: 0 },
    { type: 'notNull', column: 's' },
    { type: 'type', column: 'more', is: 'date' },
  ]
  expect(conflictsOf(...drafts, ...noise).map((ids) => ids.toSorted())).toEqual([expected])
})

test.each<[string, readonly Draft[]]>([
  [
    'bounds that touch',
    [
      { type: 'range', column: 'n', max: 5 },
      { type: 'range', column: 'n', min: 5 },
    ],
  ],
  [
    'an open gap of fractions',
    [
      { type: 'type', column: 'n', is: 'decimal' },
      { type: 'range', column: 'n', min: 3, max: 4, strict: true },
    ],
  ],
  [
    'other conditions',
    [
      { type: 'range', column: 'n', min: 1, where: "s = 'x'" },
      { type: 'range', column: 'n', max: 0, where: "s = 'y'" },
    ],
  ],
  [
    'a column that is always null',
    [
      { type: 'expressionTrue', expression: 'a is null' },
      { type: 'range', column: 'a', min: 3 },
    ],
  ],
  [
    'rules that half of the rows may break',
    [
      { type: 'range', column: 'n', max: 5, fail: { share: 0.5 } },
      { type: 'range', column: 'n', min: 6, fail: { share: 0.5 } },
    ],
  ],
  [
    'patterns that are not of a bounded form',
    [
      { type: 'regex', column: 's', pattern: '^a+$' },
      { type: 'regex', column: 's', pattern: '^b+$' },
    ],
  ],
  [
    'a key that may be null',
    [
      { type: 'unique', columns: ['a'] },
      { type: 'inSet', column: 'a', values: [1] },
      { type: 'rowCount', min: 4 },
    ],
  ],
])('%s are no conflict', (_, drafts) => {
  expect(conflictsOf(...drafts)).toEqual([])
})

test('what two rules tolerate together is not enough: some row must meet both', () => {
  const [conflict] = findConflicts(
    rulesOf(
      { type: 'range', column: 'n', max: 5, fail: { share: 0.3 } },
      { type: 'range', column: 'n', min: 6, fail: { share: 0.3 } },
    ),
  ).conflicts
  expect(conflict?.message).toContain('what they tolerate is not enough')
})

test.each<[string, readonly Draft[], readonly string[]]>([
  [
    'wider bounds',
    [
      { type: 'range', column: 'n', min: 0, max: 9 },
      { type: 'range', column: 'n', min: 0 },
    ],
    ['r1', 'r0'],
  ],
  [
    'the same again',
    [
      { type: 'notNull', column: 'n' },
      { type: 'notNull', column: 'n' },
    ],
    ['r1', 'r0'],
  ],
  [
    'a key that is never null',
    [
      { type: 'primaryKey', columns: ['n'] },
      { type: 'notNull', column: 'n' },
    ],
    ['r1', 'r0'],
  ],
  [
    'more columns than make a key',
    [
      { type: 'unique', columns: ['n'] },
      { type: 'unique', columns: ['n', 's'] },
    ],
    ['r1', 'r0'],
  ],
  [
    'bounds around a list',
    [
      { type: 'range', column: 'n', min: 0 },
      { type: 'inSet', column: 'n', values: [1, 2] },
    ],
    ['r0', 'r1'],
  ],
  [
    'an order that the bounds make',
    [
      { type: 'range', column: 'a', max: 5 },
      { type: 'range', column: 'b', min: 5 },
      { type: 'pairGreater', lesser: 'a', greater: 'b', orEqual: true },
    ],
    ['r2', 'r0', 'r1'],
  ],
  [
    'an order that two others make',
    [
      { type: 'notNull', column: 'b' },
      { type: 'pairGreater', lesser: 'a', greater: 'b' },
      { type: 'pairGreater', lesser: 'b', greater: 'c', orEqual: true },
      { type: 'pairGreater', lesser: 'a', greater: 'c' },
    ],
    ['r3', 'r0', 'r1', 'r2'],
  ],
  [
    'an expression that says the same',
    [
      { type: 'type', column: 'n', is: 'integer' },
      { type: 'range', column: 'n', min: 0, strict: true },
      { type: 'expressionTrue', expression: 'n >= 1' },
    ],
    ['r2', 'r0', 'r1'],
  ],
  [
    'what two others determine',
    [
      { type: 'notNull', column: 'b' },
      { type: 'functionalDependency', columns: ['a'], determines: 'b' },
      { type: 'functionalDependency', columns: ['b'], determines: 'c' },
      { type: 'functionalDependency', columns: ['a'], determines: 'c' },
    ],
    ['r3', 'r0', 'r1', 'r2'],
  ],
  [
    'what a key determines',
    [
      { type: 'unique', columns: ['a'] },
      { type: 'functionalDependency', columns: ['a', 'b'], determines: 'c' },
    ],
    ['r1', 'r0'],
  ],
])('%s: redundant', (_, drafts, [rule, ...impliedBy]) => {
  expect(redundantOf(...drafts).map(([first, ...rest]) => [first, ...rest.toSorted()])).toEqual([[rule, ...impliedBy]])
})

test.each<[string, readonly Draft[]]>([
  [
    'an order over a column that may be null',
    [
      { type: 'pairGreater', lesser: 'a', greater: 'b' },
      { type: 'pairGreater', lesser: 'b', greater: 'c' },
      { type: 'pairGreater', lesser: 'a', greater: 'c' },
    ],
  ],
  [
    'what is determined over a column that may be null',
    [
      { type: 'functionalDependency', columns: ['a'], determines: 'b' },
      { type: 'functionalDependency', columns: ['b'], determines: 'c' },
      { type: 'functionalDependency', columns: ['a'], determines: 'c' },
    ],
  ],
  [
    'what a rule for some rows says',
    [
      { type: 'range', column: 'n', min: 5, where: 'a > 1' },
      { type: 'range', column: 'n', min: 0 },
    ],
  ],
  [
    'what a lenient rule says',
    [
      { type: 'range', column: 'n', min: 5, fail: { share: 0.1 } },
      { type: 'range', column: 'n', min: 0 },
    ],
  ],
])('%s is not redundant', (_, drafts) => {
  expect(redundantOf(...drafts)).toEqual([])
})

test('what is not held against others is said', () => {
  const { undecided } = findConflicts(
    rulesOf(
      { type: 'expressionTrue', expression: 'a + b = c' },
      { type: 'duplicateRows' },
      { type: 'notNull', column: 'a' },
    ),
  )
  expect(undecided).toEqual([
    { rule: 'r0', why: 'its expression is left to evaluation' },
    { rule: 'r1', why: 'rules of type duplicateRows are not held against others' },
  ])
})

const columns = ['a', 'b', 'c'] as const
const values = [0, 1, 2, 3, 4] as const
const column = fc.constantFrom(...columns)
const pair = fc.constantFrom<[string, string][]>(['a', 'b'], ['b', 'a'], ['a', 'c'], ['c', 'a'], ['b', 'c'], ['c', 'b'])
const value = fc.constantFrom(...values)
const draft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({ column, min: value, strict: fc.boolean() }).map((one): Draft => ({ type: 'range', ...one })),
  fc.record({ column, max: value, strict: fc.boolean() }).map((one): Draft => ({ type: 'range', ...one })),
  fc
    .record({ column, values: fc.subarray([...values], { minLength: 1 }) })
    .map((one): Draft => ({ type: 'inSet', ...one })),
  fc
    .record({ column, values: fc.subarray([...values], { minLength: 1 }) })
    .map((one): Draft => ({ type: 'notInSet', ...one })),
  fc
    .tuple(pair, fc.boolean())
    .map(([[lesser, greater], orEqual]): Draft => ({ type: 'pairGreater', lesser, greater, orEqual })),
  pair.map((both): Draft => ({ type: 'pairEqual', columns: both })),
)

/** Whether a row of whole numbers from 0 to 4 meets a rule, in a few lines that know nothing of the search. */
function meets(rule: Rule, row: Readonly<Record<string, number>>): boolean {
  switch (rule.type) {
    case 'range': {
      const n = row[rule.column]!
      const { min = -1e9, max = 1e9, strict } = rule
      return strict ? n > Number(min) && n < Number(max) : n >= Number(min) && n <= Number(max)
    }
    case 'inSet':
      return rule.values.includes(row[rule.column]!)
    case 'notInSet':
      return !rule.values.includes(row[rule.column]!)
    case 'pairGreater':
      return rule.orEqual ? row[rule.lesser]! <= row[rule.greater]! : row[rule.lesser]! < row[rule.greater]!
    case 'pairEqual':
      return row[rule.columns[0]!] === row[rule.columns[1]!]
    default:
      return true
  }
}

/** Room enough on both sides for an order of three columns. */
const around = [-3, -2, -1, ...values, 5, 6, 7]
const rows = around.flatMap((a) => around.flatMap((b) => around.map((c) => ({ a, b, c }))))
const canBeMet = (rules: readonly Rule[]): boolean => rows.some((row) => rules.every((rule) => meets(rule, row)))

test('a conflict is found just where no row meets all rules, and is minimal', () => {
  const frame: Draft[] = columns.flatMap((one): Draft[] => [
    { type: 'type', column: one, is: 'integer' },
    { type: 'range', column: one, min: 0, max: 4 },
  ])
  let impossible = 0
  fc.assert(
    fc.property(fc.array(draft, { minLength: 1, maxLength: 7 }), (drafts) => {
      const rules = rulesOf(...frame, ...drafts)
      const { conflicts } = findConflicts(rules)
      expect(conflicts.length > 0).toBe(!canBeMet(rules))
      if (conflicts.length > 0) impossible++
      for (const { rules: ids } of conflicts) {
        const members = rules.filter(({ id }) => ids.includes(id))
        expect(canBeMet(members)).toBe(false)
        for (const without of members) {
          const others = members.filter((one) => one !== without)
          expect(findConflicts(others).conflicts).toEqual([])
        }
      }
    }),
    { numRuns: Number(process.env.UNDERSTUDY_CONFLICT_SETS ?? 150), seed: 7 },
  )
  expect(impossible).toBeGreaterThanOrEqual(50)
})

test('a rule that is told to be redundant is broken by no row that meets those that imply it', () => {
  let told = 0
  fc.assert(
    fc.property(fc.array(draft, { minLength: 2, maxLength: 6 }), (drafts) => {
      const rules = rulesOf(...columns.map((one): Draft => ({ type: 'type', column: one, is: 'integer' })), ...drafts)
      for (const { rule, impliedBy } of findConflicts(rules).redundant) {
        told++
        const implying = rules.filter(({ id }) => impliedBy.includes(id))
        const implied = rules.find(({ id }) => id === rule)!
        expect(rows.filter((row) => implying.every((one) => meets(one, row)) && !meets(implied, row))).toEqual([])
      }
    }),
    { numRuns: Number(process.env.UNDERSTUDY_CONFLICT_SETS ?? 150), seed: 8 },
  )
  expect(told).toBeGreaterThan(20)
})
