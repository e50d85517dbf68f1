import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkOf } from '../chunks/chunk.ts'
import { mask, maskLines } from './mask-lines.ts'

function chunkOfLines(lines: readonly string[]) {
  const starts = [0]
  for (const line of lines) starts.push(starts.at(-1)! + Buffer.byteLength(line))
  return chunkOf(Buffer.from(lines.join('')), Uint32Array.from(starts))
}
function shown(lines: readonly string[], ...fields: string[]): string[] {
  const { rows, bytes, starts } = maskLines(chunkOfLines(lines), new Set(fields))
  return Array.from({ length: rows }, (_, row) => Buffer.from(bytes.subarray(starts[row], starts[row + 1])).toString())
}

test('of every row the masked fields are the mask and nothing else is another byte, whatever they hold', () => {
  const name = fc.constantFrom('id', 'email', 'E-Mail', 'é\n"\\', '__proto__', '')
  const row = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true })
  fc.assert(
    fc.property(fc.array(row), fc.uniqueArray(name), (rows, fields) => {
      const lower = fields.map((field) => field.toLowerCase())
      const expected = rows.map((one) => {
        const pairs = Object.entries(one).map(([key, value]) =>
          [key, lower.includes(key.toLowerCase()) ? mask : value].map((part) => JSON.stringify(part)).join(':'),
        )
        return `{${pairs.join(',')}}\n`
      })
      expect(
        shown(
          rows.map((one) => `${JSON.stringify(one)}\n`),
          ...lower,
        ),
      ).toEqual(expected)
    }),
  )
})

test('a key that is written with escapes, twice or with spaces about it is that field all the same', () => {
  expect(shown(['{ "\\u0065mail" : {"a":"}"} , "n":1.50, "EMAIL":null}\n', '{"email":"x"}\n'], 'email')).toEqual([
    '{ "\\u0065mail" : "***" , "n":1.50, "EMAIL":"***"}\n',
    '{"email":"***"}\n',
  ])
})

test.each(['[1]\n', '{"email"\n', '{"email":"x\n', '{"a":1 "email":2}\n', 'x\n'])(
  'what is no row is not shown at all: %j',
  (line) => {
    expect(() => shown([line], 'email')).toThrow()
  },
)
