import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askedOrdinal, Counter, Counters, childPlace } from './counters.ts'

const place = fc.integer({ min: 0, max: 20_000_000 })

test('rows that are asked for and rows that came along never have the same number', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a.b', 'a.b.c', 'd.b', 'e'), place)),
      fc.array(place),
      (came, asked) => {
        const counter = new Counter()
        const numbers = new Map<number, string>()
        for (const one of new Set(asked)) numbers.set(askedOrdinal(one), `asked ${one}`)
        for (const [way, serial] of came) {
          const number = counter.ordinalOf(way, serial)
          expect(numbers.get(number) ?? `${way} ${serial}`).toBe(`${way} ${serial}`)
          numbers.set(number, `${way} ${serial}`)
        }
      },
    ),
  )
})

test('thousands of ways lead to as many lanes', () => {
  const counter = new Counter()
  const numbers = Array.from({ length: 2000 }, (_, i) => counter.ordinalOf(`way ${i}`, 5))
  expect(new Set(numbers).size).toBe(2000)
  expect(numbers.every((number) => number >= 100_000 && number % 100_000 === 5)).toBe(true)
})

test('the number of a row that came along does not depend on what came before', () => {
  const early = new Counter()
  const late = new Counter()
  for (let i = 0; i < 20; i++) late.ordinalOf('orders.customer', i)
  expect(late.ordinalOf('reviews.author', 3)).toBe(early.ordinalOf('reviews.author', 3))
})

test('children of different rows, and any two children of one row, have different places', () => {
  const seen = new Set<string>()
  for (let serial = 0; serial < 50; serial++) {
    for (let index = 0; index < 250; index++) seen.add(JSON.stringify(childPlace('orders.items', serial, index)))
  }
  expect(seen.size).toBe(50 * 250)
})

test('each seed counts for itself, and a rewound factory counts from 0', () => {
  const counters = new Counters()
  expect([counters.of('users', 1).ask(3), counters.of('users', 1).ask(1), counters.of('users', 2).ask(1)]).toEqual([
    0, 3, 0,
  ])
  counters.rewind('users')
  expect(counters.of('users', '1').ask(1)).toBe(0)
})

test('a row that came along has a number that an integer holds, times eight workers', () => {
  const counter = new Counter()
  for (let way = 0; way < 1000; way++) expect(counter.ordinalOf(`way ${way}`, 99_999) * 8 + 8).toBeLessThan(2 ** 31)
})
