import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvEnds, lineEnds, RecordTooLong, recordBlocks, recordsIn } from './record-ends.ts'

async function blocksOf(bytes: Uint8Array, cuts: readonly number[], least: number, ends = csvEnds(',')) {
  async function* cut() {
    const at = [...new Set(cuts.map((one) => one % (bytes.length + 1)))].sort((a, b) => a - b)
    for (const [i, from] of [0, ...at].entries()) yield bytes.subarray(from, at[i] ?? bytes.length)
  }
  const blocks: string[] = []
  for await (const block of recordBlocks(cut(), ends, { least, most: 1000 })) blocks.push(Buffer.from(block).toString())
  return blocks
}

const field = fc.oneof(
  fc.constantFrom('', 'a', 'it"s', 'ü', '\r', '1,2', 'line\nfeed', '"', '""', ',\n"'),
  fc.string({ maxLength: 5 }),
)
const written = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

describe('records', () => {
  test('end where a reader of CSV says that they do, however the bytes come and whatever stands in quotes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(field, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 60 }),
        async (rows, cuts, least) => {
          const records = rows.map((row) => `${row.map(written).join(',')}\n`)
          const bytes = Buffer.from(records.join(''))
          const blocks = await blocksOf(bytes, cuts, least)
          expect(blocks.join('')).toBe(bytes.toString())
          expect(recordsIn(bytes, csvEnds(',')).map((one) => Buffer.from(one).toString())).toEqual(records)
          // Each block is some of the records, whole, and only the last one is short.
          let at = 0
          for (const [i, block] of blocks.entries()) {
            let taken = ''
            while (taken.length < block.length) taken += records[at++] ?? '?'
            expect(taken).toBe(block)
            if (i < blocks.length - 1) expect(Buffer.byteLength(block)).toBeGreaterThanOrEqual(least)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a quote inside of a field that did not begin with one is text', () => {
    const bytes = Buffer.from('a"b,c\nd\n')
    expect(recordsIn(bytes, csvEnds(',')).map((one) => Buffer.from(one).toString())).toEqual(['a"b,c\n', 'd\n'])
  })

  test('lines end with their feed, and the last one need not', async () => {
    expect(await blocksOf(Buffer.from('{"a":1}\n{"b":2}'), [3], 1, lineEnds())).toEqual(['{"a":1}\n', '{"b":2}'])
  })

  test('one without an end is given up before it fills the memory', async () => {
    const endless = Buffer.from(`"${'x'.repeat(3000)}`)
    await expect(blocksOf(endless, [500, 1000, 1500], 100)).rejects.toThrow(RecordTooLong)
  })
})
