import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leaksModule as assembled } from '../../../../scripts/leaks-module/module.ts'
import { binary, type Row } from '../../../../test/clone/copied-rows.ts'
import { propertyRuns } from '../../../../test/property-runs.ts'
import { readCopy } from './field-rows.ts'
import { gradedLow, KnownOriginals, scannerIn } from './known-originals.ts'
import type { MaskedColumn } from './leak-columns.ts'
import { type LeaksInstance, newLeaksInstance } from './leaks-instance.ts'
import { leaksModule } from './leaks-module.ts'
import { maskedRows } from './masked-rows.ts'
import { originalRows } from './original-rows.ts'
import { RowToken } from './row-hashes.ts'
import { type Counted, RowTaker } from './row-taker.ts'
import { WordRuns } from './word-runs.ts'

test('the module is what its script puts together', () => {
  expect(Buffer.from(leaksModule, 'base64').equals(assembled())).toBe(true)
  expect(readFileSync(new URL('leaks-module.ts', import.meta.url), 'utf8')).toContain('build-leaks-module.ts')
})

const column = (name: string, rest: Partial<MaskedColumn>): MaskedColumn => ({
  ...{ name, form: 'text', mayKeep: 'none', wordsTell: true, told: 'whole', passes: [] },
  ...rest,
})
const columns = [
  column('email', {}),
  column('city', { wordsTell: false }),
  column('price', { form: 'decimal', told: undefined }),
  column('scan', { form: 'bytes', told: undefined }),
]
const [table, width] = ['public.people', 2] as const
const token = new RowToken({ across: false })
const seed = token.seedOf(table)
const runs = new WordRuns()

async function* cut(rows: readonly Row[], sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = binary(rows)
  for (let [at, i] = [0, 0]; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    yield bytes.subarray(at, at + size)
    at += size
  }
}

interface Sides {
  readonly source: readonly Row[]
  /** With two texts more, the first of which was kept. */
  readonly target: readonly Row[]
}

/**
 * All that is kept of the source, in its order; what is counted in the target, and what of it is an original. And of records
 * that WebAssembly has put aside of the target, how many words they have.
 */
async function searched({ source, target }: Sides, sizes: readonly number[], instance: LeaksInstance | undefined) {
  using known = new KnownOriginals(tmpdir(), instance)
  const [pairs, told]: [number[], number[]] = [[], []]
  const onRow = originalRows({
    ...{ table, width, token, runs, across: false },
    columns: columns.map((one, at) => ({ ...one, at, where: one.name })),
    onPair: (pair) => {
      pairs.push(pair.high, pair.low)
      known.addPair(pair)
    },
    onTold: (run, grade, _, words, ending) => {
      told.push(run.high, gradedLow(run, grade))
      known.addRun(run, grade, ending, words)
    },
  })
  {
    using taker = RowTaker.make(instance, {
      ...{ seed, width, side: 'source' },
      uses: columns.map((one) => ({ kind: 'original', column: one })),
      onPairs: (records) => {
        pairs.push(...records)
        known.addRecords.pairs(records)
      },
      onRuns: (records) => {
        told.push(...records)
        known.addRecords.runs(records)
      },
    })
    await readCopy(cut(source, sizes), width + columns.length, onRow, taker)
  }
  let asked = 0
  const counters = columns.map(({ form }, number): Counted => ({ form, number, count: 0 }))
  const texts = [true, false]
  const scanners = texts.map((kept, number) => (bytes: Uint8Array, start: number, end: number) => {
    runs.scan(bytes, start, end, known.ends, (run) => known.askRun(run, kept, number))
  })
  {
    using taker = RowTaker.make(instance, {
      ...{ seed, width, side: 'target' },
      uses: [
        ...counters.map((counted) => ({ kind: 'masked' as const, counted })),
        ...texts.map((kept, at) => ({ kind: 'text' as const, number: scannerIn(kept, at) })),
      ],
      onPairs: (records) => {
        asked += records.length
        known.askRecords.pairs(records)
      },
      onRuns: (records) => {
        asked += records.length
        known.askRecords.runs(records)
      },
    })
    const onTarget = maskedRows({ table, width, counters, scanners, token, across: false }, known)
    await readCopy(cut(target, sizes), width + columns.length + texts.length, onTarget, taker)
  }
  const found: string[] = []
  await known.eachPair(({ high, low }, number, value) => found.push(`pair ${high} ${low} ${number} ${value}`))
  await known.eachRun(({ high, low }, number, count) => found.push(`run ${high} ${low} ${number} ${count}`))
  const counted = counters.map(({ count }) => count)
  return { asked, kept: { pairs, told, counted, found: found.toSorted(), sought: !known.ends.empty } }
}

async function expectSame(sides: Sides, sizes: readonly number[]) {
  const instance = newLeaksInstance()
  const one = await searched(sides, sizes, instance)
  expect(one.kept).toEqual((await searched(sides, [1 << 20], undefined)).kept)
  expect(instance?.free).toHaveLength(2)
  return { ...one.kept, asked: one.asked }
}

const word = fc.oneof(
  fc.constantFrom('Anna', 'anna', 'Main', 'street', 'com', 'x', '2024', '17', 'Ünal', 'q'.repeat(70), ''),
  fc.string({ unit: fc.constantFrom(...'aZ09é_[@{'), maxLength: 7 }),
)
const text = fc
  .tuple(fc.array(word, { maxLength: 9 }), fc.constantFrom(' ', '.', '@', '-', ', ', '"'))
  .map(([words, between]) => words.join(between))
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.constantFrom(
    null,
    '',
    '---',
    'NaN',
    '\\x',
    '\\x00',
    '-12.50',
    '2024-02-29',
    '2024-02-29T10',
    '2024-02929',
    '1234567-8',
    '+49 12345678901',
    'Am See',
    '+49 170 1234567',
  ),
)
const row = (length: number) => fc.array(value, { minLength: length, maxLength: length })
/** Some of the target is as it was, and some stands in its texts. */
const sides = fc
  .record({ source: fc.array(row(6), { maxLength: 12 }), others: fc.array(row(6), { maxLength: 6 }), text })
  .map(({ source, others, text: around }): Sides => {
    const inText = (own: Row, at: number) => `${around} ${own[at] ?? ''} ${around}`
    const both = [...source, ...others]
    return {
      source,
      target: both.map((own, i) => [
        ...own.slice(0, 2),
        ...(i % 3 === 0 ? own : (both[both.length - 1 - i] ?? own)).slice(2),
        ...[inText(source[(i * 7) % source.length] ?? own, 2), inText(source[(i * 5) % source.length] ?? own, 3)],
      ]),
    }
  })

test('whatever is in the rows and wherever they break, WebAssembly keeps and finds what JavaScript does', async () => {
  await fc.assert(
    fc.asyncProperty(
      sides,
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
      async (drawn, sizes) => {
        await expectSame(drawn, sizes)
      },
    ),
    { numRuns: propertyRuns(400) },
  )
})

test('so it is of more than is taken at once: rows, one that is larger, texts with more finds than there is room for', async () => {
  // Of three words each, every one of which is the first, the second and the last of one.
  const known = (i: number) => `orte${i} orte${i + 1} orte${i + 2}`
  const source = Array.from({ length: 7000 }, (_, i): Row => [`${i}`, null, known(i), null, `${i}`, null])
  const short = Array.from({ length: 4000 }, (): Row => ['', null, 'a', 'b', '1', '\\x1'])
  const all = source.map((_, i) => `orte${i}`).join(' ')
  const large = ['0', null, 'y'.repeat(200_000), null, '1.5', '\\x01']
  const target = [...source, large, ...short].map((own, i) => [...own, i === 5 ? all : null, i === 6 ? all : null])
  const { found } = await expectSame({ source: [...source, large, ...short], target }, [100 * 1024])
  // All values of rows that are as they were, and what both texts have.
  expect(found).toHaveLength(7000 * 2 + 3 + 4000 * 4 + 6998 * 2)
})

test('what no row of the source has had is hardly ever put aside', async () => {
  const people = (from: number) =>
    Array.from(
      { length: 2000 },
      (_, i): Row => ['1', null, `anna.k${from + i}@mail.example`, `in ${from + i}`, `${from + i}`, null],
    )
  const others = people(5000).map((own) => [...own, own[2]!, `${own[2]} at 17`])
  const { found, asked } = await expectSame({ source: people(0), target: others }, [64 * 1024])
  expect([found, asked < 50]).toEqual([[], true])
})

test('where there is no room for more rows, or lists have to be taken apart, JavaScript reads them', () => {
  const instance = newLeaksInstance()
  const taken = { seed, width, side: 'source' as const, onPairs: () => {}, onRuns: () => {} }
  const made = [1, 2, 3].map(() => RowTaker.make(instance, { ...taken, uses: [] }))
  expect(made.map((one) => one !== undefined)).toEqual([true, true, false])
  made[0]?.[Symbol.dispose]()
  const list = column('tags', { form: undefined, told: 'elements' })
  expect(RowTaker.make(instance, { ...taken, uses: [{ kind: 'original', column: list }] })).toBeUndefined()
  expect(RowTaker.make(instance, { ...taken, uses: [{ kind: 'original', column: columns[0]! }] })).toBeDefined()
  expect(RowTaker.make(undefined, { ...taken, uses: [] })).toBeUndefined()
})
