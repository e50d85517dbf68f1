import { expect, test } from 'vitest'
import { bothWays, layoutOf, masked } from '../../../test/clone/row-layouts.ts'
import { TextRows } from './text-rows.ts'

/** A mask that gives what has to be escaped; of bytes it says the same as of texts. */
const signs = bothWays((text) => text.replaceAll('a', '\t').replaceAll('b', '\\').replaceAll('c', '\n'))

const lines = [
  ['1', 'plain', 'xyz'],
  ['2', 'abc', 'cab     '],
  ['3', '\\N', '\\N'],
  ['4', 'a\\tb\\\\c\\n', 'ä'],
  ['5', '', '        '],
  ['6', 'Zoë 😀 b', 'b'],
]
  .map((line) => `${line.join('\t')}\n`)
  .join('')

test('masks of bytes give the lines that masks of text give, wherever the bytes break', () => {
  const columns = [
    ['id', { kind: 'integer' }],
    ['word', { kind: 'text' }],
    ['padded', { kind: 'char', length: 8 }],
  ] as const
  const bytes = Buffer.from(lines)
  const byText = masked(
    new TextRows(layoutOf(columns, { word: { value: signs.value }, padded: { value: signs.value } })),
    bytes,
  ).toString()
  expect(byText).toContain('2\t\\t\\\\\\n\t\\n\\t\\\\\n')
  for (const size of [1, 7, bytes.length]) {
    expect(masked(new TextRows(layoutOf(columns, { word: signs, padded: signs })), bytes, size).toString()).toBe(byText)
  }
})

test('a text that is not as its canonical form is masked as that', () => {
  const columns = [['flag', { kind: 'boolean' }]] as const
  const rows = new TextRows(layoutOf(columns, { flag: bothWays((text) => (text === 'true' ? 'false' : 'true')) }))
  expect(masked(rows, Buffer.from('t\nf\n')).toString()).toBe('false\ntrue\n')
})
