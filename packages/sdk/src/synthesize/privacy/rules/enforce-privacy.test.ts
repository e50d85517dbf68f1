import { expect, test } from 'vitest'
import { failure } from '../../../../test/failure.ts'
import { sourceOf } from '../../../../test/fidelity-tables.ts'
import { generalize } from '../../../anonymize/privacy/generalize.ts'
import type { PrivacyRules } from '../../../anonymize/privacy/privacy-rules.ts'
import { streamOf } from '../../../random/stream.ts'
import { Draws } from '../../fidelity/draws.ts'
import { enforcePrivacy } from './enforce-privacy.ts'
import type { FrontierPoint } from './privacy-frontier.ts'
import { readGeneralized } from './read-generalized.ts'

interface Person {
  readonly mail: string
  readonly first: string
  readonly town: string
  readonly age: number
  readonly income: number
  readonly score: number
}
const names = ['Ada', 'Bea', 'Cyd', 'Dov', 'Eli', 'Fay', 'Gus', 'Hal']

/** People of whom each draw has others: an income that goes with town and age. */
function people(seed: string, count: number): Person[] {
  const draws = new Draws(streamOf(seed))
  return Array.from({ length: count }, () => {
    const town = draws.below(4)
    const age = 20 + draws.below(60)
    const income = 1000 * (town + 1) + 40 * age + draws.below(800)
    return {
      mail: `${seed}${draws.below(1e9)}@example.org`,
      first: names[draws.below(8)]!,
      town: `town ${town}`,
      age,
      income,
      score: Math.round(income / 10 + draws.below(100)),
    }
  })
}
const [real, holdout, fresh] = [people('r', 800), people('h', 800), people('s', 800)]
const rules = (more: Partial<PrivacyRules>): PrivacyRules => ({
  piiFields: ['mail'],
  maskingStrategy: 'anonymize',
  preserveRelationships: true,
  statisticalAccuracy: 0,
  ...more,
})
const request = (made: readonly object[], wanted: PrivacyRules) => ({
  original: sourceOf({ people: real.map((row) => ({ ...row })) }),
  holdout: sourceOf({ people: holdout.map((row) => ({ ...row })) }),
  rules: wanted,
  make: () => Promise.resolve({ people: made.map((row) => ({ ...row })) }),
})

test('rows of other people hold what anonymize promises', async () => {
  const { data, accuracy, checks } = await enforcePrivacy(
    request(fresh, rules({ piiFields: ['mail', 'people.first'], statisticalAccuracy: 0.9 })),
  )
  expect(data.people).toHaveLength(800)
  expect(Math.abs(accuracy! - 1)).toBeLessThan(0.05)
  expect(checks.map(({ promise, held }) => [promise, held])).toEqual([
    ['statistical-accuracy', true],
    ['no-leak', true],
    ['not-linkable', true],
    ['fresh-values', true],
    ['fresh-values', true],
  ])
  // First names repeat by chance, and that is said.
  expect(checks[4]).toMatchObject({ field: 'first', value: 1, note: '8 real values are in the synthetic rows too' })
})

test('real values of a field that came back beyond chance are refused, though nothing else is real', async () => {
  const carried = fresh.map((row, i) => ({ ...row, mail: i < 20 ? real[i * 7]!.mail : row.mail }))
  const refused = await failure(enforcePrivacy(request(carried, rules({}))))
  expect([refused.code, refused.message]).toEqual([
    'PRIVACY_UNMET',
    expect.stringContaining('more values of people.mail are real ones than chance brings'),
  ])
  expect(JSON.stringify(refused)).not.toContain(real[0]!.mail)
})

test('real rows are refused, whatever became of their fields', async () => {
  const masked = real.map((row, i) => ({ ...row, mail: fresh[i]!.mail }))
  const refused = await failure(enforcePrivacy(request(masked, rules({}))))
  expect(refused.message).toMatch(
    /rows of people are real ones or lie next to one, 800 of them.*finds its other half, at a risk of 0\.\d/,
  )
})

test('generalize is proven on what came out, and the accuracy of ranges is that of their middles', async () => {
  const quasiIdentifiers = ['age', 'income']
  const make = async (wanted: PrivacyRules | undefined) => ({
    people:
      wanted === undefined
        ? fresh.map((row) => ({ ...row }))
        : generalize(
            fresh.map((row) => ({ ...row })),
            { quasiIdentifiers, k: wanted.k ?? 5 },
          ).rows,
  })
  const wanted = rules({ piiFields: quasiIdentifiers, maskingStrategy: 'generalize', k: 5, statisticalAccuracy: 0.5 })
  const held = await enforcePrivacy({ ...request([], wanted), make })
  expect(held.checks.find(({ promise }) => promise === 'k-anonymity')).toMatchObject({ held: true, asked: 5 })
  expect(held.accuracy).toBeGreaterThan(0.5)

  // Of rows that only say that they were generalized the groups are counted all the same.
  const lying = await failure(enforcePrivacy({ ...request(fresh, wanted) }))
  expect(lying.message).toContain('the smallest group of people has 1, and 5 was asked for')

  const strict = { ...wanted, k: 100, statisticalAccuracy: 0.9 }
  const refused = await failure(enforcePrivacy({ ...request([], strict), make }))
  const frontier = frontierOf(refused.details)
  expect(frontier.map(({ setting }) => setting)).toEqual([
    'no privacy rules',
    ...[2, 3, 5, 10, 20, 50, 100].map((k) => `generalize, k = ${k}`),
  ])
  const accuracies = frontier.map(({ accuracy }) => accuracy!)
  expect(accuracies[0]).toBeGreaterThan(0.95)
  expect(accuracies.at(-1)).toBeLessThan(accuracies[1]!)
  for (const { rules: tried, smallestGroup } of frontier)
    if (tried !== undefined) expect(smallestGroup).toBeGreaterThanOrEqual(tried.k!)
  expect(refused.hint).toContain('generalize, k = 2')
  expect(refused.hint).not.toContain('k = 100')
  expect(refused.message).toMatch(/generalize leaves an accuracy of -?0\.\d{3}, and 0\.9 was asked for/)
})

test('where no setting holds both, that is said; groups that cannot be had are points that say why', async () => {
  const quasiIdentifiers = ['age', 'income', 'score']
  const wanted = rules({ piiFields: quasiIdentifiers, maskingStrategy: 'generalize', k: 20, statisticalAccuracy: 1 })
  const few = fresh.slice(0, 60).map((row) => ({ ...row }))
  const make = async (tried: PrivacyRules | undefined) => ({
    people: tried === undefined ? few : generalize(few, { quasiIdentifiers, k: tried.k! }).rows,
  })
  const refused = await failure(enforcePrivacy({ ...request([], wanted), make }))
  expect(refused.hint).toContain('No setting that was tried holds both')
  expect(frontierOf(refused.details).at(-1)).toMatchObject({
    setting: 'generalize, k = 100',
    accuracy: null,
    note: expect.stringContaining('cannot be had'),
  })
})

test('without a holdout what needs one is not claimed', async () => {
  const { holdout: _, ...alone } = request(fresh, rules({}))
  const { risk, checks } = await enforcePrivacy(alone)
  expect(risk).toBe(null)
  expect(checks.find(({ promise }) => promise === 'not-linkable')).toMatchObject({
    held: null,
    note: 'attacks are not tried: they need a holdout',
  })
})

test('ranges are read as their middles, what is suppressed as missing, and all else as it is', () => {
  const texts = ['10..20', '-3.5..-1.5', '1e3..3e3', '2020-01-01..2020-01-03', '*', 'Par*', 'a..b', '..', '7']
  expect(
    readGeneralized(
      texts.map((x) => ({ x, y: '1..3' })),
      ['x'],
    ),
  ).toEqual([15, -2.5, 2000, '2020-01-02', null, 'Par*', 'a..b', '..', '7'].map((x) => ({ x, y: '1..3' })))
  expect(readGeneralized([{ x: '2020-01-01T00:00:00.000Z..2020-01-01T02:00:00.000Z' }], ['x'])).toEqual([
    { x: '2020-01-01T01:00:00.000Z' },
  ])
})

/** A cast: details of an error are unknown to the compiler, and this test says what they are. */
function frontierOf(details: Readonly<Record<string, unknown>>): readonly FrontierPoint[] {
  return details.frontier as readonly FrontierPoint[]
}
