import type { Vector } from '../../model/batch.ts'
import type { Rows } from '../../random/stream.ts'
import { defineKind, noOptions } from '../define-kind.ts'
import { beyondCapacity, LARGEST_DOMAIN } from '../domain.ts'
import type { KindContext, Maker } from '../kind.ts'
import { tenTo } from '../list-maker.ts'
import { longest, truncated } from '../lists.ts'
import { ownNumbers } from '../numbered.ts'
import { concat, ints, type Part, picks, texts } from '../vectors.ts'
import { type CompanyRecord, companyRecord } from './company-record.ts'

export const companyName = defineKind({
  name: 'company',
  group: 'company',
  summary: 'Name of a company; agrees with the domain and company e-mail of the same record',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    const company = companyRecord(context)
    const between = ' & '
    const pairLength = 2 * longest(company.names) + between.length
    const formLength = longest(company.forms) + 1
    return pairsMaker(context, company, {
      room: pairLength,
      extra: formLength,
      whole: ({ first, second }) => [picks(first, company.names), between, picks(second, company.names)],
      ending: (rows) => [' ', picks(company.form(rows), company.forms)],
      short: company.names,
      numberGap: ' ',
    })
  },
})

export interface PairShape {
  /** Characters of the longest pair. */
  readonly room: number
  /** Characters of the longest ending. */
  readonly extra: number
  /** The ending may be left out where the column is short. */
  readonly keepEnding?: boolean
  readonly before?: string
  readonly short: readonly string[]
  readonly numberGap: string
  whole(pairs: { first: Int32Array; second: Int32Array }): (Part | string)[]
  ending(rows: Rows): (Part | string)[]
}

/** Digits that rounds beyond the first may have, where a column has a limit. */
const ROUND_DIGITS = 6

/** Text made of the two names of a company; in a column too short for them, of one name and a number. */
export function pairsMaker(context: KindContext, company: CompanyRecord, shape: PairShape): Maker {
  const { before = '', numberGap, keepEnding = false } = shape
  const most = (context.maxLength ?? Number.POSITIVE_INFINITY) - before.length
  const tail = numberGap.length + ROUND_DIGITS
  const withEnding = keepEnding || shape.room + shape.extra + tail <= most
  const ending = (rows: Rows) => (withEnding ? shape.ending(rows) : [])
  const taken = shape.room + (withEnding ? shape.extra : 0) + tail
  if (taken <= most) {
    const capacity =
      context.maxLength === undefined
        ? LARGEST_DOMAIN
        : Math.min(LARGEST_DOMAIN, company.pairCount * (tenTo(ROUND_DIGITS) - 1))
    return {
      capacity,
      make: (rows) => {
        const pairs = company.pairs(rows)
        return concat(
          rows.length,
          before,
          ...shape.whole(pairs),
          ...(context.unique ? roundNumbers(rows, pairs.rounds, capacity, numberGap) : []),
          ...ending(rows),
        )
      },
    }
  }
  const fixed = before.length + (keepEnding ? shape.extra : 0)
  if (!context.unique) {
    const words = truncated(shape.short, Math.max(1, (context.maxLength ?? 1) - fixed))
    return {
      capacity:
        context.maxLength !== undefined && context.maxLength - fixed < 3
          ? 1
          : shortNumbers(context, fixed, numberGap).capacity,
      make: (rows): Vector => concat(rows.length, before, picks(company.pairs(rows).first, words), ...ending(rows)),
    }
  }
  const own = shortNumbers(context, fixed, numberGap)
  const words = truncated(shape.short, own.room)
  return {
    capacity: own.capacity,
    make: (rows) => {
      const numbers = ints(own.numbers(rows))
      return concat(rows.length, before, picks(company.pairs(rows).first, words), numberGap, numbers, ...ending(rows))
    },
  }
}

function shortNumbers(context: KindContext, fixed: number, gap: string) {
  return ownNumbers(context, fixed + gap.length, 1)
}

function roundNumbers(rows: Rows, rounds: Float64Array, capacity: number, gap: string): (Part | string)[] {
  let plain = true
  for (let i = 0; i < rounds.length; i++) {
    if (rows.numbers[i]! >= capacity) throw beyondCapacity(capacity)
    if (rounds[i]! > 0) plain = false
  }
  return plain ? [] : [texts(Array.from(rounds, (round) => (round === 0 ? '' : `${gap}${round + 1}`)))]
}
