import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hash } from './byte-hash.ts'
import { KnownOriginals } from './known-originals.ts'

/** All over the range. */
const hashOf = (n: number): Hash => ({
  high: Math.imul(n + 1, 0x9e3779b1) >>> 0,
  low: Math.imul(n + 1, 0x85ebca6b) >>> 0,
})
/** Few of them, so that they meet. */
const some = fc.integer({ min: 0, max: 40 }).map(hashOf)

const name = ({ high, low }: Hash) => `${high} ${low}`

test('what was added is told of all that is asked, and how many originals hold it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(some, { maxLength: 60 }),
      fc.array(fc.record({ run: some, grade: fc.constantFrom('strong' as const, 'weak' as const) }), { maxLength: 60 }),
      fc.array(fc.record({ hash: some, kept: fc.boolean() }), { maxLength: 60 }),
      async (pairs, runs, asked) => {
        using known = new KnownOriginals(tmpdir())
        for (const pair of pairs) known.addPair(pair)
        for (const { run, grade } of runs) known.addRun(run, grade, 3, 1)
        const [expected, found]: [string[], string[]] = [[], []]
        for (const [at, { hash, kept }] of asked.entries()) {
          known.askPair(hash, at, 7)
          known.askRun(hash, kept, at)
          if (pairs.some((pair) => name(pair) === name(hash))) expected.push(`pair ${name(hash)} ${at} 7`)
          const own = runs.filter(({ run, grade }) => name(run) === name(hash) && (kept || grade === 'strong'))
          const [strong, weak] = ['strong', 'weak'].map((one) => own.filter(({ grade }) => grade === one).length)
          const count = Math.min(strong ?? 0, 7) + Math.min(weak ?? 0, 7)
          if (count > 0) expected.push(`run ${name(hash)} ${at} ${count}`)
        }
        await known.eachPair((pair, column, value) => found.push(`pair ${name(pair)} ${column} ${value}`))
        await known.eachRun((run, scanner, count) => found.push(`run ${name(run)} ${scanner} ${count}`))
        expect(found.toSorted()).toEqual(expected.toSorted())
      },
    ),
    { seed: 1, numRuns: 50 },
  )
})

test('so it is of more than stands in memory', async () => {
  using known = new KnownOriginals(tmpdir())
  const many = 600_000
  for (let n = 0; n < many; n++) {
    known.addPair(hashOf(n))
    known.addRun(hashOf(n), 'strong', 3, 1)
  }
  const step = 2
  for (let n = 0; n < 2 * many; n += step) {
    known.askPair(hashOf(n), n, 1)
    known.askRun(hashOf(n), true, n)
  }
  const found = { pairs: new Set<number>(), runs: new Set<number>() }
  await known.eachPair((_, column) => found.pairs.add(column))
  await known.eachRun((_, scanner) => found.runs.add(scanner))
  for (const one of [found.pairs, found.runs]) {
    expect(one.size).toBe(many / step)
    expect(Math.max(...[...one].slice(0, 10_000))).toBeLessThan(many)
  }
})

test('whoever cancels waits for no more than a part', async () => {
  using known = new KnownOriginals(tmpdir())
  known.addPair(hashOf(1))
  known.askPair(hashOf(1), 0, 0)
  await expect(known.eachPair(() => {}, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
})
