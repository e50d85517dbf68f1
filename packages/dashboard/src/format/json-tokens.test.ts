import { expect, test } from 'vitest'
import { tokensOf } from './json-tokens.ts'

test('names, texts and numbers are told apart', () => {
  const looks = tokensOf('{ "a": "b\\"", "n" : -1.5e3, "t": true }').filter(({ look }) => look !== 'plain')
  expect(looks.map(({ text, look }) => `${look} ${text}`)).toEqual([
    'name "a"',
    'text "b\\""',
    'name "n"',
    'number -1.5e3',
    'name "t"',
    'number true',
  ])
})

test.each(['', '   ', '"open', '{"a":<script>', 'ünïcode "\u202e" \\', '}]},,::'])(
  'nothing of a line is lost: %s',
  (line) => {
    expect(
      tokensOf(line)
        .map(({ text }) => text)
        .join(''),
    ).toBe(line)
  },
)
