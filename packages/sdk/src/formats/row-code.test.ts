import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns } from '../../test/property-runs.ts'
import type { Batch } from '../model/batch.ts'
import { batchArbitrary, dictionaryOf, repeatBatch, storableText } from './arbitrary-batch.ts'
import { formatNamed } from './formats.ts'
import { postgresTypes } from './postgres-types.ts'
import { documentOf } from './round-trip.ts'

/** More rows than code is made for, in slices that are too short for it. */
const ROWS = 1100
const short = [300, 600, 900]

test.each(['copy-text', 'copy-binary', 'csv', 'ndjson', 'json', 'sql', 'xml'])(
  'code made for a batch of %s writes what its writers write one by one',
  (name) => {
    const format = formatNamed(name)
    fc.assert(
      fc.property(batchArbitrary({ text: storableText }), (few) => {
        fc.pre(few.length > 0)
        const batch = repeatBatch(few, ROWS)
        const options = name === 'copy-binary' ? { columns: postgresTypes(batch) } : {}
        const atOnce = documentOf(format, batch, options)
        expect(atOnce.equals(documentOf(format, batch, options, short))).toBe(true)
      }),
      { numRuns: propertyRuns(40) },
    )
  },
)

test('words longer than what is copied in one step, and values that have the buffer grow', () => {
  const words = ['a', 'b'.repeat(31), 'c'.repeat(33), 'd'.repeat(70), 'é']
  const batch: Batch = {
    entity: 'things',
    firstRow: 0,
    length: ROWS,
    columns: [
      {
        name: 'word',
        vector: {
          type: 'pick',
          length: ROWS,
          indices: Int32Array.from({ length: ROWS }, (_, i) => i % words.length),
          dictionary: dictionaryOf(words),
        },
      },
      { name: 'text', vector: { type: 'text', length: ROWS, values: Array(ROWS).fill('x'.repeat(90)) } },
    ],
  }
  const lines = documentOf(formatNamed('copy-text'), batch).toString().split('\n')
  expect(lines).toEqual([
    ...Array.from({ length: ROWS }, (_, i) => `${words[i % words.length]}\t${'x'.repeat(90)}`),
    '',
  ])
})

test('what cannot be written is told with its row and column, as far into a batch as it may be', () => {
  const values = Array.from({ length: ROWS }, (_, i) => (i === 1050 ? 'with \0' : 'fine'))
  const batch: Batch = {
    entity: 'things',
    firstRow: 4096,
    length: ROWS,
    columns: [
      { name: 'id', vector: { type: 'int', length: ROWS, values: new Float64Array(ROWS) } },
      { name: 'note', vector: { type: 'text', length: ROWS, values } },
    ],
  }
  expect(() => documentOf(formatNamed('copy-text'), batch)).toThrowError(
    expect.objectContaining({ at: 'things.note, row 5146' }),
  )
})

test('the same bytes come where code out of strings is forbidden', () => {
  const bytes = (...flags: string[]) =>
    execFileSync(process.execPath, [...flags, '--input-type=module', '-e', program], { encoding: 'utf8' })
  const allowed = bytes()
  expect(allowed.split('\n')).toHaveLength(ROWS + 2)
  expect(bytes('--disallow-code-generation-from-strings')).toBe(allowed)
})

const program = `
  import { csv } from ${JSON.stringify(new URL('csv.ts', import.meta.url).href)}
  const values = Float64Array.from({ length: ${ROWS} }, (_, i) => i * 7919)
  const encoder = csv.encoder({ name: 'things', columns: [{ name: 'id' }] })
  const columns = [{ name: 'id', vector: { type: 'int', length: ${ROWS}, values } }]
  process.stdout.write(encoder.header())
  process.stdout.write(encoder.batch({ entity: 'things', firstRow: 0, length: ${ROWS}, columns }))
`
