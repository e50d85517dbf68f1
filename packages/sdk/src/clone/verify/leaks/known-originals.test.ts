import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hash } from './byte-hash.ts'
import { KnownOriginals } from './known-originals.ts'

/** Few of them, so that they meet, and all over the range. */
const hash = fc
  .integer({ min: 0, max: 40 })
  .map((n): Hash => ({ high: Math.imul(n + 1, 0x9e3779b1) >>> 0, low: Math.imul(n + 1, 0x85ebca6b) >>> 0 }))

const name = ({ high, low }: Hash) => `${high} ${low}`

/** What is answered, at once or later, of everything that is asked. */
async function answers(
  most: number | undefined,
  pairs: readonly Hash[],
  runs: readonly { run: Hash; grade: 'strong' | 'weak' }[],
  asked: readonly { hash: Hash; kept: boolean }[],
) {
  const known = new KnownOriginals({ pairs: pairs.length, told: runs.length }, { folder: tmpdir(), most })
  for (const pair of pairs) known.addPair(pair, pair.high)
  for (const { run, grade } of runs) known.addRun(run, grade, 3, 1)
  known.settle()
  const found: string[] = []
  let later = 0
  for (const [at, { hash, kept }] of asked.entries()) {
    const answer = known.askPair(hash, hash.high, at, 7)
    if (answer === 'yes') found.push(`pair ${name(hash)} ${at}`)
    const count = known.countRun(hash, kept, at)
    if (count !== undefined && count > 0) found.push(`run ${name(hash)} ${at} ${count}`)
    if (answer === 'later') later++
  }
  await known.laterPairs((pair, column, value) => {
    expect(value).toBe(7)
    found.push(`pair ${name(pair)} ${column}`)
  })
  await known.laterRuns((run, scanner, count) => found.push(`run ${name(run)} ${scanner} ${count}`))
  known.close()
  known.close()
  return { found: found.toSorted(), later }
}

test('what memory has no room for is answered as what it holds', async () => {
  let later = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(hash, { maxLength: 60, size: 'max' }),
      fc.array(fc.record({ run: hash, grade: fc.constantFrom('strong' as const, 'weak' as const) }), { maxLength: 60 }),
      fc.array(fc.record({ hash, kept: fc.boolean() }), { maxLength: 60, size: 'max' }),
      async (pairs, runs, asked) => {
        const whole = await answers(undefined, pairs, runs, asked)
        const small = await answers(3, pairs, runs, asked)
        expect(small.found).toEqual(whole.found)
        expect(whole.later).toBe(0)
        later += small.later
      },
    ),
    { seed: 1 },
  )
  expect(later).toBeGreaterThan(100)
})

test('more than was expected is remembered all the same', async () => {
  const many = Array.from({ length: 30_000 }, (_, n) => ({
    high: Math.imul(n + 1, 0x9e3779b1) >>> 0,
    low: Math.imul(n + 1, 0x85ebca6b) >>> 0,
  }))
  const known = new KnownOriginals({ pairs: 10, told: 10 }, { folder: tmpdir() })
  for (const pair of many) known.addPair(pair, pair.high)
  known.settle()
  let found = 0
  for (const [at, pair] of many.entries()) if (known.askPair(pair, pair.high, at, 0) === 'yes') found++
  const held = found
  await known.laterPairs(() => found++)
  expect(held).toBeLessThan(1000)
  expect(found).toBe(many.length)
  known.close()
})

test('whoever cancels waits for no more than a part', async () => {
  const known = new KnownOriginals({ pairs: 1, told: 1 }, { folder: tmpdir(), most: 1 })
  for (let n = 0; n < 20_000; n++) known.addPair({ high: Math.imul(n, 0x9e3779b1) >>> 0, low: n }, n)
  known.settle()
  expect(known.askPair({ high: Math.imul(9999, 0x9e3779b1) >>> 0, low: 9999 }, 9999, 0, 0)).toBe('later')
  await expect(known.laterPairs(() => {}, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
  known.close()
})
