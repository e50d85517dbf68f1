import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchOf } from '../formats/batch-of-rows.ts'
import type { Batch } from '../model/batch.ts'
import { evaluateRules } from './evaluate/evaluate-rules.ts'
import type { RuleResult } from './quality-report.ts'
import { qualityRulesOf } from './quality-rules.ts'
import type { RowSource } from './row-source.ts'
import { type RuleCase, ruleCases } from './rule-cases.ts'
import { type Rule, type RuleType, ruleKinds } from './rules.ts'

type Row = Readonly<Record<string, unknown>>
const now = new Date('2026-11-29T00:00:00Z')

/** Rows of `t` and of the others, in the pieces and the order that `sizes` says; one batch of each where it says nothing. */
function sourceOf(rows: readonly Row[], others: RuleCase['others'] = {}, sizes: readonly number[] = []): RowSource {
  const pieces = Object.entries({ ...others, t: rows }).map(([entity, list]) => cut(entity, list, sizes))
  const turns = Math.max(...pieces.map(({ length }) => length))
  return {
    name: 'rows',
    entities: ['t', ...Object.keys(others)],
    async *batches() {
      for (let turn = 0; turn < turns; turn++) for (const list of pieces) yield* list.slice(turn, turn + 1)
    },
  }
}

function cut(entity: string, rows: readonly Row[], sizes: readonly number[]): Batch[] {
  const names = [...new Set(rows.flatMap(Object.keys))].map((name) => ({ name }))
  const batches: Batch[] = []
  for (let at = 0, turn = 0; at < rows.length; turn++) {
    const size = sizes.length === 0 ? rows.length : sizes[turn % sizes.length]!
    batches.push(batchOf(entity, rows.slice(at, at + size), names, at))
    at += size
  }
  return batches
}

/** A cast: a case's demand and its type are one rule. */
function ruleOf(type: RuleType, { rule }: RuleCase, more: object = {}): Rule {
  return { ...rule, type, id: 'r', entity: 't', ...more } as unknown as Rule
}

async function resultOf(rule: Rule, source: RowSource): Promise<RuleResult> {
  const { results } = await evaluateRules(source, [rule], { now })
  return results[0]!
}

const counts = ({ outcome, considered, failed, value, sample }: RuleResult) => ({
  outcome,
  considered,
  failed,
  value,
  sample,
})
const all = Object.entries(ruleCases).flatMap(([type, cases]) =>
  // Casts: names of the table are types, and each has cases of its own.
  (cases as readonly RuleCase[]).map((one, i) => ({ name: `${type} ${i + 1}`, type: type as RuleType, one })),
)
const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)

describe.each(all)('$name', ({ type, one }) => {
  const rule = ruleOf(type, one)
  const kind = ruleKinds[type]

  test('is a rule of its list', () => {
    expect(qualityRulesOf([rule])[kind.group]).toEqual([rule])
  })

  test('rows that keep it pass', async () => {
    const result = await resultOf(rule, sourceOf(one.passing, one.others))
    expect(result).toMatchObject({ outcome: 'passed', failed: 0, passRatio: 1, sample: [] })
    expect(result.considered).toBeGreaterThan(0)
  })

  test('rows that break it are counted, named, and shown by their shape', async () => {
    const result = await resultOf(rule, sourceOf(one.failing, one.others))
    const { failed } = one
    expect([result.outcome, result.considered]).toEqual(['failed', one.considered])
    expect(result.failed).toBe(typeof failed === 'number' ? failed : failed.length)
    expect(result.passRatio).toBe((result.considered - result.failed) / result.considered)
    if (typeof failed !== 'number') expect(result.sample.map(({ row }) => row)).toEqual(failed)
    for (const { values } of result.sample) {
      for (const value of Object.values(values))
        if (value !== null) expect(value).toMatch(/^[x9]*(?:[^\p{L}\p{N}][x9]*)*$/u)
    }
  })

  test('it tolerates what it is told to', async () => {
    const { considered, failed } = await resultOf(rule, sourceOf(one.failing, one.others))
    const told = async (more: object) =>
      (await resultOf(ruleOf(type, one, more), sourceOf(one.failing, one.others))).outcome
    expect(await told({ fail: { count: failed } })).toBe('passed')
    expect(await told({ fail: { count: failed - 1 } })).toBe('failed')
    expect(await told({ fail: { share: failed / considered } })).toBe('passed')
    expect(await told({ warn: { count: failed - 1 }, fail: { share: 1 } })).toBe('warned')
  })

  test('of nothing it says nothing, and why', async () => {
    const result = await resultOf(rule, sourceOf([], one.others))
    if (kind.judgesEmpty) expect(result.outcome).toBe('failed')
    else expect(result).toMatchObject({ outcome: 'not evaluated', considered: 0, passRatio: null })
    const gone = await resultOf(ruleOf(type, one, { entity: 'nowhere' }), sourceOf(one.passing, one.others))
    expect(gone.message).toMatch(/not evaluated, there is no entity nowhere/)
  })

  test('of nulls it says nothing, unless it is about them', async () => {
    const names = Object.keys(one.failing[0]!)
    const nulls = [1, 2].map(() => Object.fromEntries(names.map((name) => [name, null])))
    expect((await resultOf(rule, sourceOf(nulls, one.others))).outcome).toBe(one.ofNulls ?? 'not evaluated')
  })

  test('a column that is gone is named', async () => {
    const [column] = kind.columns(rule as never)
    if (column === undefined) return
    const without = one.passing.map(({ [column]: _, ...rest }) => ({ ...rest, other: 1 }))
    expect((await resultOf(rule, sourceOf(without, one.others))).message).toMatch(
      `not evaluated, there is no column ${column}`,
    )
  })

  test('"where" leaves rows out as if they were not there', async () => {
    const filtered = ruleOf(type, one, { where: 'keep = 1' })
    const noise = one.failing.map((row) => ({ ...row, keep: 0 }))
    const rows = one.failing.flatMap((row, i) => [{ ...row, keep: 1 }, noise[i]!])
    // To these two the column of the filter is one more column.
    if (type === 'columns' || type === 'duplicateRows') return
    const plain = await resultOf(rule, sourceOf(one.failing, one.others))
    const left = await resultOf(filtered, sourceOf(rows, one.others))
    expect(counts({ ...left, sample: [] })).toEqual(counts({ ...plain, sample: [] }))
    expect(left.sample.map(({ row }) => row)).toEqual(plain.sample.map(({ row }) => 2 * row!))
    const none = await resultOf(filtered, sourceOf(noise, one.others))
    if (!kind.judgesEmpty) expect(none.message).toMatch('no row is left by "where"')
  })

  test('texts that are written as the values count as they do', async () => {
    if (one.ofTexts === false) return
    const written = (rows: readonly Row[]) =>
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, isPlain(value) ? String(value) : value])),
      )
    const others = Object.fromEntries(Object.entries(one.others ?? {}).map(([name, rows]) => [name, written(rows)]))
    for (const rows of [one.failing, one.passing]) {
      const { sample: _, ...plain } = await resultOf(rule, sourceOf(rows, one.others))
      const { sample: __, ...ofTexts } = await resultOf(rule, sourceOf(written(rows), others))
      expect(ofTexts).toEqual(plain)
    }
  })

  test('how rows are put into batches says nothing', async () => {
    const whole = await resultOf(rule, sourceOf(one.failing, one.others))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), async (sizes) => {
        expect(await resultOf(rule, sourceOf(one.failing, one.others, sizes))).toEqual(whole)
      }),
      { numRuns: 12 },
    )
  })

  test('values of a type that it cannot be about are not judged', async () => {
    if (one.unfit === undefined) return
    const names = kind.columns(rule as never)
    const rows = one.unfit.flatMap((value) =>
      [1, 2, 3].map(() => Object.fromEntries(names.map((name) => [name, value]))),
    )
    expect((await resultOf(rule, sourceOf(rows, one.others))).outcome).toBe('not evaluated')
  })
})
