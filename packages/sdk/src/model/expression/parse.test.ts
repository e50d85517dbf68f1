import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyRuns } from '../../../test/property-runs.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Expression, TypeName } from './ast.ts'
import { bindFields, fieldsOf, renameField } from './fields.ts'
import { parseExpression } from './parse.ts'
import { printExpression } from './print.ts'

const printed = (text: string) => printExpression(parseExpression(text))

describe('reads what Postgres prints and what people write', () => {
  test.each([
    ['((rating >= 0) AND (rating <= 5))', '(rating >= 0) AND (rating <= 5)'],
    ["(gender = ANY (ARRAY['M'::text, 'F'::text]))", "gender = ANY (ARRAY['M'::text, 'F'::text])"],
    ["x = ANY ((ARRAY['a'::character varying])::text[])", "x = ANY (ARRAY['a'::character varying]::text[])"],
    ["((email)::text ~~* '%@%'::text)", "(email::text) ILIKE ('%@%'::text)"],
    ["x OPERATOR(pg_catalog.~) 'y'", "x ~ 'y'"],
    ['a or b and not c = d', 'a OR (b AND (NOT (c = d)))'],
    ['a - b - c * d ^ e', '(a - b) - (c * (d ^ e))'],
    ['- a + b', '(- a) + b'],
    ['not a is null', 'NOT (a IS NULL)'],
    ['a between 1 and 2 and b', '(a BETWEEN 1 AND 2) AND b'],
    ['a between b + 1 and c * 2', 'a BETWEEN (b + 1) AND (c * 2)'],
    ["a not like 'x' escape '!' or b", "(a NOT LIKE 'x' ESCAPE '!') OR b"],
    ["a like any (array['x', 'y'])", "(a LIKE 'x') OR (a LIKE 'y')"],
    ["a !~~ all (array['x', 'y'])", "(a NOT LIKE 'x') AND (a NOT LIKE 'y')"],
    ["a similar to 'x'", "a SIMILAR TO 'x'"],
    ["date '2020-01-01' < d", "('2020-01-01'::date) < d"],
    ["timestamp with time zone '2020-01-01' < d", "('2020-01-01'::timestamp with time zone) < d"],
    ["d + interval '1' day < e", "(d + ('1 day'::interval)) < e"],
    ["t AT TIME ZONE 'UTC' > u", "timezone('UTC', t) > u"],
    ['extract(year from d) > 2000', "date_part('year', d) > 2000"],
    ["trim(leading 'x' from a) = b", "ltrim(a, 'x') = b"],
    ["position('x' in a) > 0", "strpos(a, 'x') > 0"],
    ['substring(a from 2 for 3) = b', '"substring"(a, 2, 3) = b'],
    ['cast(a as numeric(10, 2)) = 5.00', '(a::numeric(10, 2)) = 5.00'],
    ['cast(a as unsigned big int) = 5', '(a::"unsigned big int") = 5'],
    ['a::timestamp(3) without time zone = b', '(a::timestamp(3) without time zone) = b'],
    ['case a when 1 then 2 else 3 end = b', '(CASE a WHEN 1 THEN 2 ELSE 3 END) = b'],
    ['public.check_it(public.t.a, s.b)', 'check_it(a, b)'],
    ['[Some Name] = `other` and "third" = Fourth', '("Some Name" = "other") AND ("third" = Fourth)'],
    ["a = E'x\\n\\u00e9' 'y'", "a = 'x\né' 'y'"],
    ["a = $tag$it's$tag$", "a = 'it''s'"],
    ['a == b and a != c', '(a = b) AND (a <> c)'],
    ['a is not distinct from b', 'a IS NOT DISTINCT FROM b'],
    ['a is b', 'a IS NOT DISTINCT FROM b'],
    ['a isnull or b notnull or c not null', '(a IS NULL) OR (b IS NOT NULL) OR (c IS NOT NULL)'],
    ["doc ->> 'a' = 'b'", "(doc ->> 'a') = 'b'"],
    ['tags[1] = a', '(tags[1]) = a'],
    ['a > -- comment\n 5 /* and another */', 'a > 5'],
    ['a>-5', 'a > (- 5)'],
    ['CURRENT_DATE >= d', 'CURRENT_DATE >= d'],
    ["x'CAFE' = a", "X'cafe' = a"],
    ['straße = größe', 'straße = größe'],
  ])('%s', (text, expected) => {
    if (!expected.includes("' '")) expect(printed(text)).toBe(expected)
    expect(printed(printed(text))).toBe(printed(text))
  })
})

describe('says what is wrong and where', () => {
  test.each([
    ['', 0, 'the expression is empty'],
    ['a >', 3, 'the expression ends too early'],
    ['a > )', 4, '")" is not expected here'],
    ['(a > 1', 6, '"," is expected'],
    ['a b', 2, '"b" is not expected here'],
    ["a = 'x", 4, 'never closed'],
    ['a = "x', 4, 'never closed'],
    ['a /* x', 2, 'never closed'],
    ['a = 5x', 4, 'a number runs into a word'],
    ['a = €', 4, 'is not part of the language'],
    ['a in (select 1)', 6, 'queries inside of expressions'],
    ['exists (select 1)', 0, 'queries inside of expressions'],
    ['case when a then 1', 18, 'END is expected'],
    ['a between 1 or 2', 12, 'AND is expected'],
    ['and a', 0, 'AND is not expected here'],
    ["a = x'abc'", 4, 'pairs of hex digits'],
  ])('%s', (text, position, message) => {
    const error = thrownBy(() => parseExpression(text))
    expect(error).toBeInstanceOf(UnderstudyError)
    expect(error).toMatchObject({ code: 'EXPRESSION_INVALID', details: { position } })
    expect(String(error)).toContain(message)
    expect(String(error)).toContain(`at character ${position + 1}`)
  })

  test('an expression that is nested too deeply is refused, not a stack overflow', () => {
    for (const text of [
      '('.repeat(50_000),
      'not '.repeat(50_000),
      '-'.repeat(3).repeat(20_000).replaceAll('---', '- - '),
      `1${' + 1'.repeat(50_000)} = a`,
      `a${'::int'.repeat(50_000)}`,
    ]) {
      const error = thrownBy(() => parseExpression(`${text} a`))
      expect(error).toMatchObject({ code: 'EXPRESSION_INVALID' })
    }
    expect(parseExpression(`a = 1${' or a = 1'.repeat(5000)}`).type).toBe('or')
  })

  test('any text at all is either read or refused with EXPRESSION_INVALID', () => {
    const pieces = fc.constantFrom(
      ...`a b ( ) [ ] , . :: ' " = < ~ || -> and or not is null in like between case when then else end any array cast as :: int 5 .5 'x' * - + @> at time zone collate`.split(
        ' ',
      ),
    )
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(pieces, { maxLength: 12 }).map((list) => list.join(' ')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const expression = parseExpression(text)
          expect(parseExpression(printExpression(expression))).toEqual(
            parseExpression(printed(printExpression(expression))),
          )
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'EXPRESSION_INVALID' })
        }
      }),
      { numRuns: propertyRuns(3000) },
    )
  })
})

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'order', 'VALUE', 'Mixed Case', '__proto__', 'say "hi"', 'row', 'double'),
  fc.string({ minLength: 1 }),
)
const typeName: fc.Arbitrary<TypeName> = fc.record({
  name: fc.constantFrom(
    'text',
    'numeric',
    'character varying',
    'timestamp with time zone',
    'My Type',
    'interval',
    'select',
  ),
  modifiers: fc.array(fc.nat(99), { maxLength: 2 }),
  dimensions: fc.nat(2),
})
const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const part = tie('expression')
  const parts = (minLength: number) => fc.array(part, { minLength, maxLength: 3 })
  const logical = (type: 'and' | 'or') =>
    parts(2)
      .map((operands): Expression => ({ type, operands: operands.filter((operand) => operand.type !== type) }))
      .filter((made) => (made.type !== 'and' && made.type !== 'or' ? true : made.operands.length > 1))
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    fc.record({
      type: fc.constant('literal' as const),
      kind: fc.constant('text' as const),
      text: fc.string({ unit: 'grapheme' }),
    }),
    fc.record({
      type: fc.constant('literal' as const),
      kind: fc.constant('number' as const),
      text: fc.constantFrom('0', '12', '1.50', '1e5', '0x1F', '.5'),
    }),
    fc.record({ type: fc.constant('literal' as const), kind: fc.constant('boolean' as const), value: fc.boolean() }),
    fc.constant({ type: 'literal' as const, kind: 'null' as const }),
    name.map((found): Expression => ({ type: 'field', name: found, quoted: true })),
    fc.constantFrom('a', 'Total', 'größe').map((found): Expression => ({ type: 'field', name: found, quoted: false })),
  )
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      logical('and'),
      logical('or'),
      fc.record({ type: fc.constant('not' as const), operand: part }),
      fc.record({ type: fc.constant('negate' as const), operand: part }),
      fc.record({
        type: fc.constant('compare' as const),
        operator: fc.constantFrom('=' as const, '<>' as const, '<=' as const),
        left: part,
        right: part,
      }),
      fc.record({
        type: fc.constant('arithmetic' as const),
        operator: fc.constantFrom('+' as const, '-' as const, '%' as const, '||' as const),
        left: part,
        right: part,
      }),
      fc.record({
        type: fc.constant('operator' as const),
        operator: fc.constantFrom('@>', '->>', '&&', '^', '@@'),
        left: part,
        right: part,
      }),
      fc.record({
        type: fc.constant('is' as const),
        operand: part,
        test: fc.constantFrom('null' as const, 'true' as const, 'unknown' as const),
        negated: fc.boolean(),
      }),
      fc.record({ type: fc.constant('distinct' as const), left: part, right: part, negated: fc.boolean() }),
      fc.record({ type: fc.constant('between' as const), operand: part, low: part, high: part, negated: fc.boolean() }),
      fc.record({ type: fc.constant('in' as const), operand: part, list: parts(0), negated: fc.boolean() }),
      fc.record({
        type: fc.constant('quantified' as const),
        operator: fc.constantFrom('=' as const, '<' as const),
        quantifier: fc.constantFrom('any' as const, 'all' as const),
        operand: part,
        array: part,
      }),
      fc.record({
        type: fc.constant('match' as const),
        style: fc.constantFrom('like' as const, 'ilike' as const, 'similar' as const, 'glob' as const),
        operand: part,
        pattern: part,
        escapedBy: fc.option(part, { nil: undefined }),
        negated: fc.boolean(),
      }),
      fc.record({
        type: fc.constant('match' as const),
        style: fc.constantFrom('regex' as const, 'iregex' as const),
        operand: part,
        pattern: part,
        escapedBy: fc.constant(undefined),
        negated: fc.boolean(),
      }),
      fc.record({
        type: fc.constant('case' as const),
        operand: fc.option(part, { nil: undefined }),
        branches: fc.array(fc.record({ condition: part, result: part }), { minLength: 1, maxLength: 2 }),
        otherwise: fc.option(part, { nil: undefined }),
      }),
      fc.record({
        type: fc.constant('call' as const),
        name: fc.constantFrom('lower', 'substring', 'row', 'is json', 'Odd Name', 'current_date', 'exists', 'cast'),
        parameters: parts(0),
      }),
      fc.record({ type: fc.constant('cast' as const), operand: part, target: typeName }),
      fc.record({ type: fc.constant('array' as const), elements: parts(0) }),
      fc.record({ type: fc.constant('subscript' as const), operand: part, index: part }),
      fc.record({ type: fc.constant('collate' as const), operand: part, collation: name }),
    ),
  }
})

test('what is printed reads back as the same expression, whatever it is', () => {
  fc.assert(
    fc.property(expression, (made) => {
      expect(parseExpression(printExpression(made))).toEqual(made)
    }),
    { numRuns: propertyRuns(2000) },
  )
})

test('names are tied to fields: as written, then in lower case, then in any case unless quoted', () => {
  const bind = (text: string, names: string[]) => {
    const { expression: bound, unknown } = bindFields(parseExpression(text), names)
    return [fieldsOf(bound), unknown]
  }
  expect(bind('OrderId > 0', ['orderid', 'OrderId'])).toEqual([['OrderId'], []])
  expect(bind('ORDERID > 0', ['OrderId', 'orderid'])).toEqual([['orderid'], []])
  expect(bind('customerid > 0', ['CustomerId'])).toEqual([['CustomerId'], []])
  expect(bind('"customerid" > 0', ['CustomerId'])).toEqual([['customerid'], ['customerid']])
  expect(bind('__proto__ > constructor', ['__proto__'])).toEqual([['__proto__', 'constructor'], ['constructor']])
})

test('the VALUE of a domain becomes a column', () => {
  const check = renameField(parseExpression('VALUE >= 1901 AND VALUE <= 2155'), 'VALUE', 'release year')
  expect(printExpression(check)).toBe('("release year" >= 1901) AND ("release year" <= 2155)')
})

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (thrown) {
    return thrown
  }
  return undefined
}
