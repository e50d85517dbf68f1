import { expect, test } from 'vitest'
import type { Vector } from '../batch.ts'
import { packDictionary } from '../dictionary.ts'
import { compileCheck } from './evaluate.ts'
import { operandOfField, operandOfVector } from './operand.ts'
import { parseExpression } from './parse.ts'

const words = packDictionary(['ant', 'bee', 'cat'])
const nulls = Uint8Array.of(0, 0, 1)
const pick: Vector = { type: 'pick', length: 3, indices: Int32Array.of(2, 1, 0), dictionary: words }
const bytes = (text: string) => new TextEncoder().encode(text)

const vectors: readonly (readonly [string, Vector, string, readonly (boolean | null)[]])[] = [
  ['int', { type: 'int', length: 3, values: Float64Array.of(1, 5, 0), nulls }, 'x > 3', [false, true, null]],
  [
    'bigint',
    { type: 'bigint', length: 3, values: BigInt64Array.of(9007199254740993n, 9007199254740992n, 1n) },
    'x = 9007199254740993',
    [true, false, false],
  ],
  [
    'float',
    { type: 'float', length: 3, values: Float64Array.of(0.5, 1.5, 0), nulls },
    'x * 2 = 3',
    [false, true, null],
  ],
  [
    'decimal',
    { type: 'decimal', length: 3, scale: 2, unscaled: Float64Array.of(10, 30, 5997) },
    'x + 0.20 IN (0.30, 0.5)',
    [true, true, false],
  ],
  ['bool', { type: 'bool', length: 3, values: Uint8Array.of(1, 0, 0), nulls }, 'NOT x', [false, true, null]],
  [
    'date',
    { type: 'date', length: 3, days: Int32Array.of(0, 18262, 0), nulls },
    "x >= '2020-01-01'",
    [false, true, null],
  ],
  [
    'time',
    { type: 'time', length: 3, micros: Float64Array.of(0, 43_200_000_000, 1) },
    "x = '12:00'",
    [false, true, false],
  ],
  [
    'timestamp',
    { type: 'timestamp', length: 3, zoned: false, micros: Float64Array.of(0, 1_577_836_800_000_000, 1) },
    "x = '2020-01-01'",
    [false, true, false],
  ],
  [
    'instant',
    { type: 'timestamp', length: 3, zoned: true, micros: Float64Array.of(0, 1_577_836_800_000_000, 1) },
    "x = '2020-01-01 02:00+02'",
    [false, true, false],
  ],
  [
    'uuid',
    { type: 'uuid', length: 1, words: Uint32Array.of(0xa0eebc99, 0x9c0b4ef8, 0xbb6d6bb9, 0xbd380a11) },
    "x = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
    [true],
  ],
  ['pick', pick, "x LIKE 'b%'", [false, true, false]],
  ['text', { type: 'text', length: 2, values: ['a', 'bb'] }, 'length(x) = 2', [false, true]],
  [
    'concat',
    {
      type: 'concat',
      length: 3,
      parts: [
        pick,
        { type: 'const', length: 3, text: '-', bytes: bytes('-'), plain: true },
        { type: 'int', length: 3, values: Float64Array.of(7, 8, 9) },
      ],
    },
    "x = 'bee-8'",
    [false, true, false],
  ],
  [
    'bytes',
    { type: 'bytes', length: 2, values: [bytes('a'), bytes('bc')] },
    "octet_length(x) = 2 AND x = '\\x6263'",
    [false, true],
  ],
  [
    'json',
    { type: 'json', length: 3, values: [{ a: 1 }, [1], null], nulls: Uint8Array.of(0, 1, 0) },
    "jsonb_typeof(x) <> 'object'",
    [false, null, true],
  ],
  [
    'list',
    {
      type: 'list',
      length: 2,
      values: [
        { type: 'int', length: 0, values: Float64Array.of() },
        { type: 'int', length: 2, values: Float64Array.of(4, 5) },
      ],
    },
    '5 = ANY (x)',
    [false, true],
  ],
]

test.each(vectors)('a check reads a vector of %s as it stands', (_, vector, expression, expected) => {
  const holds = compileCheck(parseExpression(expression), new Map([['x', operandOfVector(vector)]]))
  expect(expected.map((_, row) => holds(row))).toEqual(expected)
})

test('a check reads values as row objects hold them', () => {
  const passes = (
    type: 'integer' | 'decimal' | 'date' | 'timestamptz' | 'boolean' | 'text' | 'bytes' | 'list',
    value: unknown,
    expression: string,
  ) => compileCheck(parseExpression(expression), new Map([['x', operandOfField({ type, scale: 2 }, () => value)]]))(0)
  expect(passes('integer', '12', 'x = 12')).toBe(true)
  expect(passes('integer', 12n, 'x = 12')).toBe(true)
  expect(passes('decimal', 0.3, 'x = 0.30')).toBe(true)
  expect(passes('decimal', '0.30', 'x - 0.1 = 0.2')).toBe(true)
  expect(passes('date', new Date('2020-01-01T10:00:00Z'), "x = '2020-01-01'")).toBe(true)
  expect(passes('timestamptz', '2020-01-01T10:00:00Z', "x > '2020-01-01'")).toBe(true)
  expect(passes('boolean', 1, 'x')).toBe(true)
  expect(passes('bytes', bytes('a'), "x = '\\x61'")).toBe(true)
  expect(passes('list', ['a', null], 'cardinality(x) = 2')).toBe(true)
  expect(passes('text', undefined, "x = 'a'")).toBe(null)
  expect(passes('integer', 'twelve', 'x = 12')).toBe(false)
})
