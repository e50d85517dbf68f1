import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FieldType } from '../schema.ts'
import type { Expression } from './ast.ts'
import { contains, type Domain, type Scalar } from './domain.ts'
import { compileCheck, type Operands } from './evaluate.ts'
import { type FieldTypes, narrow } from './narrow.ts'
import { operandOfField } from './operand.ts'
import { parseExpression } from './parse.ts'
import { printExpression } from './print.ts'

const types: FieldTypes = new Map<string, { type: FieldType; scale?: number }>([
  ['i', { type: 'integer' }],
  ['j', { type: 'integer' }],
  ['n', { type: 'decimal', scale: 2 }],
  ['t', { type: 'text' }],
  ['u', { type: 'text' }],
  ['b', { type: 'boolean' }],
  ['d', { type: 'date' }],
  ['e', { type: 'date' }],
  ['ts', { type: 'timestamp' }],
])

/** What is said of one field, without what is not said. */
function said(expression: string, field: string) {
  const { domains, residue, never } = narrow([parseExpression(expression)], types)
  const domain = domains.get(field)
  const parts: Partial<Record<keyof Domain, unknown>> = {}
  if (domain?.min) parts.min = `${domain.min.inclusive ? '>=' : '>'} ${domain.min.value}`
  if (domain?.max) parts.max = `${domain.max.inclusive ? '<=' : '<'} ${domain.max.value}`
  if (domain?.allowed) parts.allowed = domain.allowed
  if (domain && domain.excluded.length > 0) parts.excluded = domain.excluded
  if (domain && domain.minLength > 0) parts.minLength = domain.minLength
  if (domain && domain.maxLength < Number.POSITIVE_INFINITY) parts.maxLength = domain.maxLength
  if (domain?.notNull) parts.notNull = true
  if (domain && domain.patterns.length > 0) parts.patterns = domain.patterns.map(({ text }) => text)
  return {
    ...parts,
    ...(never ? { never } : {}),
    ...(residue.length > 0 ? { residue: residue.map(printExpression) } : {}),
  }
}

describe('says what a field may be', () => {
  test.each<[string, string, object]>([
    ['((i >= 0) AND (i <= 5))', 'i', { min: '>= 0', max: '<= 5' }],
    ['i > 0 AND i < 5.5', 'i', { min: '>= 1', max: '<= 5' }],
    ['((n)::numeric >= (0)::numeric)', 'n', { min: '>= 0' }],
    ['(n > 0.05) AND (100 > n)', 'n', { min: '> 0.05', max: '< 100' }],
    ['i BETWEEN 1 AND 10 AND i NOT IN (3, 5)', 'i', { min: '>= 1', max: '<= 10', excluded: [3, 5] }],
    ['NOT (i < 1 OR i > 10)', 'i', { min: '>= 1', max: '<= 10' }],
    ["(t = ANY (ARRAY['M'::text, 'F'::text]))", 't', { allowed: ['M', 'F'] }],
    [
      "((t)::text = ANY ((ARRAY['M'::character varying, 'F'::character varying])::text[]))",
      't',
      { allowed: ['M', 'F'] },
    ],
    ["t IN ('a', 'b') AND t <> 'a'", 't', { allowed: ['b'], excluded: ['a'] }],
    [
      "(((t = 'Asia'::text) OR (t = 'Europe'::text)) OR (t = 'Africa'::text))",
      't',
      { allowed: ['Asia', 'Europe', 'Africa'] },
    ],
    ["t <> ALL (ARRAY['x', 'y'])", 't', { excluded: ['x', 'y'] }],
    ["t = ANY ('{a,b}'::text[])", 't', { allowed: ['a', 'b'] }],
    ['(char_length(t) = 3)', 't', { minLength: 3, maxLength: 3 }],
    ['(length((t)::text) > 0)', 't', { minLength: 1 }],
    ['length(t) BETWEEN 2 AND 8', 't', { minLength: 2, maxLength: 8 }],
    ["btrim(t) <> ''", 't', { minLength: 1, patterns: ['^ *$'] }],
    ["t ~ '^[A-Z]{2}-\\d{4}$' AND t LIKE 'A%'", 't', { patterns: ['^[A-Z]{2}-\\d{4}$', 'A%'] }],
    ["d >= '2020-01-01' AND d < '2021-01-01'::date", 'd', { min: '>= 2020-01-01', max: '< 2021-01-01' }],
    ["d > '2020-01-01 10:00:00'::timestamp", 'd', { min: '> 2020-01-01' }],
    ["d < '2020-01-01 10:00:00'::timestamp", 'd', { max: '<= 2020-01-01' }],
    ["ts >= '2020-01-01'::date + 1", 'ts', { min: '>= 2020-01-02 00:00:00' }],
    ['EXTRACT(year FROM d) >= (2000)::numeric', 'd', { min: '>= 2000-01-01' }],
    ["date_part('year', ts) = 1999", 'ts', { min: '>= 1999-01-01 00:00:00', max: '< 2000-01-01 00:00:00' }],
    ['abs(i) <= 5', 'i', { min: '>= -5', max: '<= 5' }],
    ['b', 'b', { allowed: [true] }],
    ['NOT b', 'b', { allowed: [false] }],
    ['b IS NOT TRUE', 'b', { allowed: [false] }],
    ['b IS TRUE', 'b', { allowed: [true], notNull: true }],
    ['i IS NOT NULL AND i IS DISTINCT FROM 5', 'i', { notNull: true, excluded: [5] }],
    ['i IS NULL OR i > 5', 'i', { min: '>= 6' }],
    ['i IS NULL', 'i', { allowed: [] }],
    ['i < 5 OR i > 10', 'i', { residue: ['(i < 5) OR (i > 10)'] }],
    [
      '(i >= 0 AND i < 5) OR (i > 10 AND i <= 20)',
      'i',
      { min: '>= 0', max: '<= 20', residue: ['((i >= 0) AND (i < 5)) OR ((i > 10) AND (i <= 20))'] },
    ],
    ['i > NULL', 'i', {}],
    ['i IN (1, NULL)', 'i', {}],
    ['i NOT IN (1, NULL)', 'i', { excluded: [1] }],
    ['i = 5.5', 'i', { allowed: [] }],
    ['i > 5 AND i < 6 AND i IS NOT NULL', 'i', { min: '>= 6', max: '<= 5', notNull: true, never: true }],
    ["t = 'a' AND length(t) > 3 AND t IS NOT NULL", 't', { allowed: [], minLength: 4, notNull: true, never: true }],
    ['1 = 2 OR i = 4', 'i', { allowed: [4] }],
    ['1 = 2', 'i', { never: true }],
    ['1 = 1', 'i', {}],
    ['i % 2 = 0', 'i', { residue: ['(i % 2) = 0'] }],
    ['9007199254740993 < i', 'i', { min: '> 9007199254740993' }],
  ])('%s', (expression, field, expected) => {
    expect(said(expression, field)).toEqual(expected)
  })

  test('the year column of a domain keeps the name VALUE', () => {
    const { domains } = narrow([parseExpression('((VALUE >= 1901) AND (VALUE <= 2155))')])
    expect(domains.get('VALUE')).toMatchObject({
      min: { value: 1901, inclusive: true },
      max: { value: 2155, inclusive: true },
    })
  })
})

test('orderings between fields are found, also those that pass over nulls', () => {
  const { orderings, residue } = narrow(
    ['((e IS NULL) OR (e >= d))', 'NOT (i >= j)', 'd BETWEEN e AND ts', 'i IS NULL OR j IS NULL OR j > i'].map(
      parseExpression,
    ),
    types,
  )
  expect(residue).toEqual([])
  expect(orderings).toEqual([
    { lesser: 'd', greater: 'e', strict: false },
    { lesser: 'i', greater: 'j', strict: true },
    { lesser: 'e', greater: 'd', strict: false },
    { lesser: 'd', greater: 'ts', strict: false },
    { lesser: 'i', greater: 'j', strict: true },
  ])
})

test('a field that equals an expression over others can be computed', () => {
  const { equalities, residue } = narrow(
    ['n = round(i * 1.19, 2)', 'i + 1 = j', 't = upper(t)'].map(parseExpression),
    types,
  )
  expect(equalities.map(({ field, expression }) => [field, printExpression(expression)])).toEqual([
    ['n', 'round(i * 1.19, 2)'],
    ['j', 'i + 1'],
  ])
  expect(residue.map(printExpression)).toEqual(['t = upper(t)'])
})

test('truths of SQLite are compared with 0 and 1, and are truths nevertheless', () => {
  const allowed = (expression: string) =>
    narrow([parseExpression(expression)], types, { dialect: 'sqlite' }).domains.get('b')?.allowed
  expect(['b IN (0, 1)', 'b = 1', 'b = FALSE', 'b = 2', 'b'].map(allowed)).toEqual([
    [false, true],
    [true],
    [false],
    [],
    [true],
  ])
})

test('an unknown function is left over, not a crash', () => {
  const { residue, domains } = narrow(
    ['i > 0 AND validate_custom_id(t)', 'box(i) = 5 OR i = 3'].map(parseExpression),
    types,
  )
  expect(residue.map(printExpression)).toEqual(['validate_custom_id(t)', '(box(i) = 5) OR (i = 3)'])
  expect(domains.get('i')).toMatchObject({ min: { value: 1 } })
})

const values: Readonly<Record<string, readonly (Scalar | null)[]>> = {
  i: [null, -5, -1, 0, 1, 2, 3, 5, 6, 10],
  j: [null, -1, 0, 2, 5, 10],
  n: [null, -1, 0, 0.05, 1.5, 2, 5, 99.99],
  t: [null, '', ' ', 'a', 'b', 'ab', 'abc', 'A', 'AB-1'],
  u: [null, '', 'a', 'ab', 'z'],
  b: [null, true, false],
  d: [null, '2019-12-31', '2020-01-01', '2020-06-15', '2021-01-01'],
  e: [null, '2019-12-31', '2020-01-01', '2022-01-01'],
  ts: [null, '2020-01-01 00:00:00', '2020-01-01 10:00:00', '2021-12-31 23:59:59'],
}

const number = fc.constantFrom('-1', '0', '1', '2.5', '5', '10', 'NULL')
const word = fc.constantFrom("''", "'a'", "'ab'", "'b'", 'NULL')
const moment = fc.constantFrom("'2020-01-01'", "'2020-06-15'::date", "'2020-01-01 10:00:00'::timestamp", 'NULL')
const sign = fc.constantFrom('=', '<>', '<', '<=', '>', '>=')
const numeric = fc.constantFrom('i', 'j', 'n', '(n)::numeric')
const dated = fc.constantFrom('d', 'e', 'ts', '(d)::timestamp')
const text = fc.constantFrom('t', 'u', '(t)::text')
const atoms = fc.oneof(
  fc.tuple(numeric, sign, number).map((parts) => parts.join(' ')),
  fc.tuple(number, sign, numeric).map((parts) => parts.join(' ')),
  fc.tuple(dated, sign, moment).map((parts) => parts.join(' ')),
  fc.tuple(text, sign, word).map((parts) => parts.join(' ')),
  fc.tuple(numeric, sign, numeric).map((parts) => parts.join(' ')),
  fc.tuple(dated, sign, dated).map((parts) => parts.join(' ')),
  fc.tuple(numeric, number, number).map(([x, a, b]) => `${x} BETWEEN ${a} AND ${b}`),
  fc.tuple(numeric, fc.array(number, { minLength: 1, maxLength: 3 })).map(([x, list]) => `${x} IN (${list})`),
  fc.tuple(numeric, fc.array(number, { minLength: 1, maxLength: 3 })).map(([x, list]) => `${x} NOT IN (${list})`),
  fc
    .tuple(text, fc.array(word, { minLength: 1, maxLength: 3 }))
    .map(([x, list]) => `${x} = ANY (ARRAY[${list}]::text[])`),
  fc
    .tuple(text, fc.array(word, { minLength: 1, maxLength: 3 }))
    .map(([x, list]) => `${x} <> ALL (ARRAY[${list}]::text[])`),
  fc.tuple(text, sign, number).map(([x, operator, size]) => `length(${x}) ${operator} ${size}`),
  fc
    .tuple(text, fc.constantFrom("LIKE 'a%'", "NOT LIKE '_'", "~ '^[a-z]+$'", "ILIKE '%B%'"))
    .map((parts) => parts.join(' ')),
  fc
    .tuple(fc.oneof(numeric, dated, text, fc.constant('b')), fc.constantFrom('IS NULL', 'IS NOT NULL'))
    .map((parts) => parts.join(' ')),
  fc
    .tuple(numeric, fc.constantFrom('IS DISTINCT FROM', 'IS NOT DISTINCT FROM'), number)
    .map((parts) => parts.join(' ')),
  fc.constantFrom('b', 'NOT b', 'b IS TRUE', 'b IS NOT FALSE', 'b = true', "btrim(t) <> ''", 'length(btrim(t)) > 0'),
  fc.constantFrom(
    'abs(i) < 3',
    'abs(n) <= 2',
    'extract(year from d) = 2020',
    "date_part('year', ts) > 2020",
    'TRUE',
    '1 = 2',
  ),
  fc.constantFrom('n = i * 2', 'j = i + 1', 'i = j', 'i % 2 = 0', "coalesce(t, 'a') = 'a'", 'num_nonnulls(i, j) = 1'),
)
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    atoms,
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join(' AND ')})`),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join(' OR ')})`),
    tie('condition').map((part) => `NOT (${part})`),
    fc.tuple(numeric, sign, number).map(([x, operator, y]) => `(${x} IS NULL OR ${x} ${operator} ${y})`),
    fc
      .tuple(numeric, sign, number, atoms)
      .map(([x, operator, y, other]) => `(${x} IS NULL OR (${other} AND ${x} ${operator} ${y}))`),
    fc
      .tuple(numeric, sign, number)
      .map(([x, operator, y]) => `(${x} IS NULL OR (${x} IS NOT NULL AND ${x} ${operator} ${y}))`),
  ),
}))
const rows = fc.array(
  fc.record(Object.fromEntries(Object.entries(values).map(([name, list]) => [name, fc.constantFrom(...list)]))),
  { minLength: 20, maxLength: 20 },
)

test('a row passes only within what narrowing says, and always where nothing is left over', () => {
  let told = 0
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), rows, (conditions, sample) => {
      const expressions = conditions.map(parseExpression)
      const operands: Operands = new Map(
        [...types].map(([name, field]) => [name, operandOfField(field, (row) => sample[row]?.[name])]),
      )
      const checks = expressions.map((expression) => compileCheck(expression, operands))
      const { domains, orderings, equalities, residue, never } = narrow(expressions, types)
      if (residue.length === 0) told++
      const equal = equalities.map(({ field, expression }) => {
        const left: Expression = { type: 'field', name: field, quoted: true }
        return compileCheck({ type: 'compare', operator: '=', left, right: expression }, operands)
      })
      const ordered = orderings.map(({ lesser, greater, strict }) =>
        compileCheck(parseExpression(`${lesser} ${strict ? '<' : '<='} ${greater}`), operands),
      )
      sample.forEach((values, row) => {
        const inDomains = [...domains].every(([field, domain]) => contains(domain, values[field] ?? null))
        const related = [...equal, ...ordered].every((holds) => holds(row) !== false)
        const obeys = inDomains && related && !never
        const passes = checks.every((holds) => holds(row) !== false)
        if (passes) expect({ inDomains, related, never }).toEqual({ inDomains: true, related: true, never: false })
        else if (residue.length === 0) expect(obeys).toBe(false)
      })
    }),
    { numRuns: 1500 },
  )
  expect(told).toBeGreaterThan(300)
})
