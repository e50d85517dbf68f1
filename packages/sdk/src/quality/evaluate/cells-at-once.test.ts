import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byteCellsOf } from '../../formats/byte-cells.ts'
import { decodeCsvCells } from '../../formats/csv-cells.ts'
import type { Batch } from '../../model/batch.ts'
import { hashColumn } from '../columns/hash-column.ts'
import { regex } from '../rules/regex.ts'
import { unique } from '../rules/unique.ts'

const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'b', 'Z', '.', '@', '-', ' ', '1', '0', '7', 'é', '😀', '"', ','),
    maxLength: 20,
  }),
  fc.integer().map(String),
  fc.maxSafeInteger().map(String),
  fc.constantFrom('0', '-0', '00', '-', '007', '999999999999999', '-999999999999999', '1000000000000000'),
)
const pattern = fc.constantFrom(
  '^a+b',
  '[0-9]{2,}$',
  '^[^@]+@[a-zé.]+$',
  'é|Z',
  '^$',
  'x?',
  '^(a|b|Z|-)*$',
  '\\b1',
  '^-?\\d+$',
)

/** What a rule counts, of one file's only batch and of the same texts. */
async function bothWays(
  texts: readonly (string | null)[],
  use: (batch: Batch) => unknown,
): Promise<[unknown, unknown]> {
  const lines = texts.map((one) => (one === null ? '' : `"${one.replaceAll('"', '""')}"`))
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  let isRead = false
  const read = async (into: Uint8Array) => {
    if (isRead) return 0
    isRead = true
    into.set(bytes)
    return bytes.length
  }
  const values = texts.map((one) => one ?? '')
  const nulls = Uint8Array.from(texts, (one) => (one === null ? 1 : 0))
  const vector = { type: 'text', length: texts.length, values, nulls } as const
  const plain = use({ entity: 'rows', firstRow: 0, length: texts.length, columns: [{ name: 'c', vector }] })
  for await (const batch of decodeCsvCells(read, { columns: [{ name: 'c' }], reuse: true })) {
    expect(byteCellsOf(batch.columns[0]!.vector)?.instance).toBeDefined()
    return [use(batch), plain]
  }
  throw new Error('no batch')
}

const context = { fields: undefined, samples: 100, now: new Date(0) }
const base = { id: 'r', entity: 'rows' } as const

test('of cells in WebAssembly a rule counts what it counts of texts: patterns, keys and hashes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(text, { freq: 9 }), { minLength: 1, maxLength: 40 }),
      pattern,
      fc.boolean(),
      async (texts, source, not) => {
        const [cells, plain] = await bothWays(texts, (batch) => {
          const { low, high } = hashColumn(batch.columns[0]!.vector)
          const keys = texts.flatMap((one, row) => (one === null ? [] : [`${low[row]} ${high[row]}`]))
          const found = regex.start({ ...base, type: 'regex', column: 'c', pattern: source, not }, context)
          // Twice: what was unknown to the pattern's machine at first is known then.
          found.add(batch, undefined)
          found.add(batch, undefined)
          const once = unique.start({ ...base, type: 'unique', columns: ['c'] }, context)
          once.add(batch, undefined)
          return { keys, found: found.end(), unique: once.end() }
        })
        expect(cells).toEqual(plain)
      },
    ),
    { numRuns: 300 },
  )
})
