import { expect, test } from 'vitest'
import { lineDiff } from './line-diff.ts'

const shown = (from: string, to: string) =>
  lineDiff(from, to, '').map((line) => (typeof line === 'string' ? line : line.text))

test('lines that are gone and lines that are new, with two around them', () => {
  expect(shown('1\n2\n3\n4\n5\n6\n7', '1\n2\n3\n4\nfive\n6\n7')).toEqual([
    '  …',
    '  3',
    '  4',
    '- 5',
    '+ five',
    '  6',
    '  7',
  ])
  expect(shown('a\nb', 'b\nc')).toEqual(['- a', '  b', '+ c'])
  expect(shown('', 'a')).toEqual(['- ', '+ a'])
})

test('texts of thousands of lines are compared in no time', () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at}`)
  const start = performance.now()
  expect(shown(lines.join('\n'), lines.map((line) => `${line}!`).join('\n'))).toHaveLength(40_000)
  expect(performance.now() - start).toBeLessThan(5000)
})
