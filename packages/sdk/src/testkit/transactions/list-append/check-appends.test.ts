import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AppendHistory, AppendStep, AppendTransaction } from './append-history.ts'
import { checkAppends } from './check-appends.ts'

const read = (key: number, ...saw: number[]): AppendStep => ({ does: 'read', key, value: null, saw })
const append = (key: number, value: number): AppendStep => ({ does: 'append', key, value, saw: null })
const committed = (name: string, ...steps: AppendStep[]): AppendTransaction => ({ name, committed: true, steps })
const aborted = (name: string, ...steps: AppendStep[]): AppendTransaction => ({ name, committed: false, steps })

function history(
  final: Readonly<Record<number, readonly number[]>>,
  ...transactions: AppendTransaction[]
): AppendHistory {
  return { transactions, final: new Map(Object.entries(final).map(([key, values]) => [Number(key), values])) }
}

const cases: Readonly<Record<string, AppendHistory>> = {
  'lost append': history({ 1: [2] }, committed('A', append(1, 1)), committed('B', append(1, 2))),
  'incompatible order': history(
    { 1: [1, 2] },
    committed('A', append(1, 1)),
    committed('B', append(1, 2)),
    committed('C', read(1, 2, 1)),
  ),
  G0: history(
    { 1: [1, 3], 2: [4, 2] },
    committed('A', append(1, 1), append(2, 2)),
    committed('B', append(1, 3), append(2, 4)),
  ),
  G1a: history({ 1: [] }, aborted('A', append(1, 1)), committed('B', read(1, 1))),
  G1b: history({ 1: [1, 2] }, committed('A', append(1, 1), append(1, 2)), committed('B', read(1, 1))),
  G1c: history({ 1: [1], 2: [2] }, committed('A', append(1, 1), read(2, 2)), committed('B', append(2, 2), read(1, 1))),
  internal: history({ 1: [1] }, committed('A', append(1, 1), read(1))),
  'G-single': history(
    { 1: [1], 2: [2] },
    committed('A', append(1, 1), append(2, 2)),
    committed('B', read(1), read(2, 2)),
  ),
  'G2-item': history({ 1: [1], 2: [2] }, committed('A', read(1), append(2, 2)), committed('B', read(2), append(1, 1))),
}

for (const [name, found] of Object.entries(cases)) {
  test(`${name} is found`, () => {
    expect(checkAppends(found).map((anomaly) => anomaly.name)).toEqual([name])
  })
}

test('of a cycle each step is told, and the transactions that it takes', () => {
  const [skew] = checkAppends(cases['G2-item'] ?? history({}))
  expect(skew).toMatchObject({
    name: 'G2-item',
    excludedBy: 'serializable',
    transactions: ['A', 'B'],
    explanation: 'A read list 1 without what B appended; B read list 2 without what A appended',
  })
  expect(skew?.cycle?.map(({ kind }) => kind)).toEqual(['rw', 'rw'])
})

test('what was rolled back and read nevertheless says nothing of who came after it', () => {
  const both = committed('A', append(1, 1), append(2, 2))
  const seen = history({ 1: [1], 2: [2] }, both, aborted('X', append(1, 9)), committed('B', read(1, 1, 9), read(2, 2)))
  expect(checkAppends(seen).map(({ name, transactions }) => [name, transactions])).toEqual([['G1a', ['X', 'B']]])
})

test('a rolled back transaction may have seen anything', () => {
  const seen = history({ 1: [1] }, committed('A', append(1, 1)), aborted('B', read(1, 7), append(1, 2), read(1)))
  expect(checkAppends(seen)).toEqual([])
})

interface Step {
  readonly reads: boolean
  readonly key: number
}

const step = fc.record({ reads: fc.boolean(), key: fc.integer({ min: 0, max: 1 }) })
const plans = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 })

/** What transactions see that run one after the other. */
function serial(plan: readonly (readonly Step[])[], order: readonly number[]): AppendHistory {
  const lists = new Map<number, number[]>()
  const transactions = order.map((at) => {
    const steps = (plan[at] ?? []).map(({ reads, key }, place): AppendStep => {
      const list = lists.get(key) ?? []
      if (reads) return read(key, ...list)
      lists.set(key, [...list, at * 10 + place])
      return append(key, at * 10 + place)
    })
    return committed(`T${at}`, ...steps)
  })
  return { transactions, final: lists }
}

function orders(all: readonly number[]): number[][] {
  if (all.length === 0) return [[]]
  return all.flatMap((one) => orders(all.filter((other) => other !== one)).map((rest) => [one, ...rest]))
}

/** What each transaction saw and what is left, in a form that can be compared. */
function told({ transactions, final }: AppendHistory): string {
  const seen = [...transactions].sort((a, b) => a.name.localeCompare(b.name))
  return JSON.stringify([seen, [...final].sort(([a], [b]) => a - b)])
}

test('nothing is found exactly where some order of the transactions explains all that was seen', () => {
  const places = fc.array(fc.nat(), { minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(plans, places, (plan, drawn) => {
      // Each read sees some beginning of what its list comes to be in the end.
      const { transactions, final } = serial(plan, [...plan.keys()])
      let at = 0
      const seen = transactions.map((transaction) => ({
        ...transaction,
        steps: transaction.steps.map((one) => {
          const list = final.get(one.key) ?? []
          return one.does === 'append'
            ? one
            : read(one.key, ...list.slice(0, (drawn[at++ % 12] ?? 0) % (list.length + 1)))
        }),
      }))
      const guessed = { transactions: seen, final }
      const explained = orders([...plan.keys()]).some((order) => told(serial(plan, order)) === told(guessed))
      expect(checkAppends(guessed).length === 0).toBe(explained)
    }),
    { numRuns: 2000 },
  )
})
