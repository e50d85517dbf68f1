import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PatternMatcher, patternTrouble } from './pattern-matcher.ts'

const atoms = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'ä',
    '\\d',
    '\\w',
    '\\W',
    '\\s',
    '.',
    '[a-c]',
    '[^a]',
    '[\\]x]',
    '\\p{Lu}',
    '\\u{1F600}',
    '😀',
    '\\.',
  ),
  fc.constantFrom('^', '$', '\\b', '\\B', '\\x61', '\\n', 'S', 'k'),
)
const isAssertion = (source: string) => ['^', '$', '\\b', '\\B'].includes(source)
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    atoms,
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'))
      .map(([a, many]) => (isAssertion(a) ? `(?:${a})${many}` : `(${a})${many}`)),
  ),
}))
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'A', '1', '_', ' ', '\n', 'ä', 'Ä', '😀', 'ſ', 'K', 'S', '.', ']', 'x'),
  maxLength: 12,
})

test('it matches what the regular expressions of the language match, in texts and in their bytes', () => {
  fc.assert(
    fc.property(pattern, fc.boolean(), fc.array(text, { minLength: 1, maxLength: 8 }), (source, ignoreCase, texts) => {
      const matcher = new PatternMatcher(source, ignoreCase)
      const expected = new RegExp(source, ignoreCase ? 'sui' : 'su')
      for (const one of texts) {
        const bytes = new TextEncoder().encode(`<${one}>`)
        expect([source, one, matcher.matches(one)]).toEqual([source, one, expected.test(one)])
        expect(matcher.matchesBytes(bytes, 1, bytes.length - 1)).toBe(expected.test(one))
      }
    }),
    { numRuns: 1500 },
  )
})

describe('no pattern explodes', () => {
  const long = `${'a'.repeat(20_000)}!`
  test.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(a*)*b', '(.*)*x$', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    '%s over 20,000 characters',
    (source) => {
      expect(new PatternMatcher(source).matches(long)).toBe(false)
    },
  )

  test('states are forgotten when they are too many, and the answer stays', () => {
    const source = '^[ab]*a[ab]{14}$'
    const matcher = new PatternMatcher(source)
    const expected = new RegExp(source, 'su')
    let seed = 7
    for (let i = 0; i < 60; i++) {
      let word = ''
      for (let j = 0; j < 200; j++) {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
        word += seed & 0x10000 ? 'a' : 'b'
      }
      expect(matcher.matches(word)).toBe(expected.test(word))
    }
  })
})

test('what cannot be matched in one walk is refused, and says why', () => {
  expect(patternTrouble('(a)\\1')).toMatch(/refers back/)
  expect(patternTrouble('(?<n>a)\\k<n>')).toMatch(/refers back/)
  expect(patternTrouble('a(?=b)')).toMatch(/looks around/)
  expect(patternTrouble('(?<!a)b')).toMatch(/looks around/)
  expect(patternTrouble('(((a{99}){99}){99})')).toMatch(/longer than/)
  expect(patternTrouble('a(')).toMatch(/no regular expression/)
  expect(patternTrouble('(?<name>a+)-[\\]\\\\]{2}')).toBeUndefined()
})
