import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rowRange } from '../../random/stream.ts'
import { exampleContext } from '../example-context.ts'
import { makerOf } from '../registry.ts'
import { textsOf } from '../text-of.ts'
import { caselessPattern, compilePattern } from './pattern-language.ts'

const any = { minLength: 0, maxLength: Number.POSITIVE_INFINITY }

function all(pattern: string): string[] {
  const language = compilePattern(pattern, any)
  return Array.from({ length: Number(language.size) }, (_, i) => language.at(BigInt(i)))
}

describe('the texts of a pattern', () => {
  test.each([
    ['[ab]{2}', ['aa', 'ab', 'ba', 'bb']],
    ['a?b?', ['', 'a', 'b', 'ab']],
    ['(a|ab)(c|bc)', ['ac', 'abc', 'abbc']],
    ['x{1,3}', ['x', 'xx', 'xxx']],
    ['(?:no|yes)!', ['no!', 'yes!']],
    ['^[^ -y]$', ['z', '{', '|', '}', '~']],
    ['(a|a)', ['a']],
    ['\\d{0}z', ['z']],
  ] as const)('%s: each once, however many ways there are to it', (pattern, texts) => {
    expect(all(pattern).sort()).toEqual([...texts].sort())
  })

  const part = fc.constantFrom('a', 'b', '[ab]', '[a-c]', '(a|b)', '(ab|a)', 'a?', 'b{1,2}', '[abc]{0,2}', '(a|bc)?')
  test('random patterns: all distinct, all matching, as many as the machine of the engine accepts', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const pattern = parts.join('')
        const texts = all(pattern)
        expect(new Set(texts).size).toBe(texts.length)
        const matches = new RegExp(`^(?:${pattern})$`)
        expect(texts.filter((text) => !matches.test(text))).toEqual([])
        const longest = Math.max(0, ...texts.map((text) => text.length))
        if (longest > 6) return
        let words = ['']
        let count = matches.test('') ? 1 : 0
        for (let i = 0; i <= longest; i++) {
          words = words.flatMap((word) => ['a', 'b', 'c'].map((letter) => word + letter))
          count += words.filter((word) => matches.test(word)).length
        }
        expect(texts.length).toBe(count)
      }),
      { numRuns: 60 },
    )
  })

  test('of two texts that differ by letter case alone one is left', () => {
    const language = caselessPattern('[a-bA]{2}', any)
    const texts = Array.from({ length: Number(language.size) }, (_, i) => language.at(BigInt(i), () => true))
    expect(texts).toEqual(['AA', 'Ab', 'bA', 'bb'])
    const half = caselessPattern('(Ab|aB)', any)
    expect([half.size, half.at(0n, () => false)]).toEqual([1n, 'aB'])
  })

  test('astronomically many are numbered without loss, and spread over all of them', () => {
    const maker = makerOf('pattern', { pattern: '[A-Z]{40}' }, exampleContext('pattern', { unique: true }))
    const texts = textsOf(maker.make(rowRange(0, 500)))
    expect(new Set(texts).size).toBe(500)
    expect(new Set(texts.map((text) => text[0])).size).toBeGreaterThan(20)
    expect(new Set(texts.map((text) => text[39])).size).toBeGreaterThan(20)
  })

  test.each([
    '(?=a)b',
    '(?!a)',
    '(a)\\1',
    '\\bword',
    'a**',
    '[z-a]',
    '(a',
    'a)',
    '[a',
    '{2}a*?+',
    'x{5,2}',
    '\\p{L}',
    'a^b',
    'a$b',
    '[^ -~]',
    '(a|b',
  ])('%s is refused with its place', (pattern) => {
    expect(() => makerOf('pattern', { pattern }, exampleContext('pattern'))).toThrow(
      expect.objectContaining({ code: 'KIND_OPTIONS_INVALID', message: expect.stringContaining('pattern') }),
    )
  })

  test('a pattern that would take for ever is refused instead', () => {
    for (const pattern of ['(a|b|ab)*'.repeat(60), '((a{1000}){1000}){1000}', `(a|b)*a${'(a|b)'.repeat(14)}`]) {
      try {
        makerOf('pattern', { pattern }, exampleContext('pattern')).make(rowRange(0, 3))
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'KIND_OPTIONS_INVALID' })
      }
    }
  })
})
