import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closingParenthesis, splitAtCommas, sqlTokens } from './sql-tokens.ts'

const values = (sql: string, brackets: 'quote' | 'subscript' = 'subscript') =>
  sqlTokens(sql, brackets).map(({ kind, value }) => [kind, value])

test('names and strings mean what stands between their quotes', () => {
  expect(values(`a "b""c" 'd''e' E'f\\'g\\n' 1.5e3`)).toEqual([
    ['word', 'a'],
    ['quoted', 'b"c'],
    ['string', "d'e"],
    ['string', "f'g\n"],
    ['number', '1.5e3'],
  ])
  expect(values('`x``y` [odd, name]', 'quote')).toEqual([
    ['quoted', 'x`y'],
    ['quoted', 'odd, name'],
  ])
})

test('a bracket is a subscript where it quotes nothing', () => {
  expect(values('a[1]')).toEqual([
    ['word', 'a'],
    ['symbol', '['],
    ['number', '1'],
    ['symbol', ']'],
  ])
})

test('comments and space are passed over', () => {
  expect(values(`a -- b, 'c\n/* d */ , "e"`)).toEqual([
    ['word', 'a'],
    ['symbol', ','],
    ['quoted', 'e'],
  ])
})

test('any text is cut without a rest and without an end', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('quote' as const, 'subscript' as const),
      (sql, brackets) => {
        const tokens = sqlTokens(sql, brackets)
        for (const token of tokens) expect(sql.slice(token.start, token.end)).toBe(token.text)
        const ends = tokens.map(({ end }) => end)
        expect(ends).toEqual([...ends].sort((one, other) => one - other))
      },
    ),
  )
})

test('any name in quotes comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      expect(values(`"${name.replaceAll('"', '""')}"`)).toEqual([['quoted', name]])
      expect(values(`'${name.replaceAll("'", "''")}'`)).toEqual([['string', name]])
    }),
  )
})

test('commas inside parentheses and brackets cut nothing', () => {
  const parts = splitAtCommas(sqlTokens('a, f(b, c[1, 2]), d', 'subscript'))
  expect(parts.map((part) => part.map(({ text }) => text).join(''))).toEqual(['a', 'f(b,c[1,2])', 'd'])
  expect(splitAtCommas([])).toEqual([])
})

test('the parenthesis that closes is found', () => {
  const tokens = sqlTokens(`(a (b ')') c) d`, 'subscript')
  expect(tokens[closingParenthesis(tokens, 0) + 1]?.text).toBe('d')
})
