import { z } from 'zod'
import type { ScalarType } from '../../masking-schema.ts'
import type { Mask } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask, shorterNumber } from '../draws/fitted-mask.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { type Draws, keyedDraws } from '../draws/keyed-draws.ts'
import { subjectText } from '../draws/subject-text.ts'
import { type Amount, boundsOf, readAmount, readExponential, rescaled, roundedQuotient, writeAmount } from './amount.ts'

const options = z
  .strictObject({
    percent: z.number().positive().max(100).optional().describe('farthest from the value, as a share of it'),
    amount: z.number().positive().optional().describe('farthest from the value, whatever it is'),
    by: z
      .enum(['value', 'subject'])
      .default('value')
      .describe(
        'subject: all values of one subject get the same share, or the same amount, so that sums stay plausible',
      ),
  })
  .refine(({ percent, amount }) => percent === undefined || amount === undefined, 'give percent or amount, not both')

type Options = z.output<typeof options>

const USUAL_PERCENT = 10
/** Shares and amounts are exact to so many digits. */
const DIGITS = 9
const UNIT = 10n ** BigInt(DIGITS)
const POSSIBLE = 1_000_000

export const noise = defineTransform({
  name: 'noise',
  version: 2,
  group: 'numbers',
  summary: 'A number near the value, of the same sign and within what the column holds',
  options,
  examples: [{}, { percent: 25 }, { amount: 50 }, { percent: 5, by: 'subject' }],
  accepts: ['integer', 'decimal', 'float', 'text'],
  promises: ({ amount }, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: fittedLength(type, 1, (length) => Math.max(length + 1, 25)),
    mayKeep: amount === undefined ? 'zero' : undefined,
  }),
  mask(given, context) {
    const { key, column } = context
    const draws = keyedDraws(key, 'noise')
    const subjectOf = subjectText(given.by === 'subject' ? context.subject : undefined)
    const otherwise = formFallback(key)
    const mask: Mask = {
      value(text, row) {
        const amount = readAmount(text)
        if (amount) {
          const result = writeAmount(near(amount, draws.of(subjectOf(text, row)), given, column.type))
          // Digits beyond those that floating point tells apart change nothing.
          if (column.type.form !== 'float' || Number(result) !== Number(text) || Number(text) === 0) return result
        }
        const double = amount ? Number(text) : readExponential(text)
        if (double !== undefined) return String(nearDouble(double, draws.of(subjectOf(text, row)), given))
        return /^[+-]?(infinity|nan)$/i.test(text) ? text : otherwise(text)
      },
    }
    return fittedMask(column.type, mask, shorterNumber)
  },
})

function near(value: Amount, drawn: Draws, given: Options, type: ScalarType): Amount {
  const scale = type.form === 'integer' ? 0 : (type.scale ?? value.scale)
  const from = rescaled(value, scale)
  const share = BigInt(drawn.below(2 * POSSIBLE + 1) - POSSIBLE)
  const moved = from.unscaled + deltaOf(from, share, given)
  return { unscaled: other(moved, from.unscaled, share, type, given), scale }
}

/** A share of it, whatever amount is asked for: beside a number with an exponent an amount is nothing, or all. */
function nearDouble(value: number, drawn: Draws, { percent = USUAL_PERCENT }: Options): number {
  const share = (drawn.below(2 * POSSIBLE + 1) - POSSIBLE) / POSSIBLE
  const moved = value * (1 + (share * percent) / 100)
  return Number.isFinite(moved) && moved !== value && moved !== 0 ? moved : value / 2
}

/** What is added, at the scale of the value: a share from -1,000,000 to 1,000,000 of the farthest. */
function deltaOf({ unscaled, scale }: Amount, share: bigint, { percent, amount }: Options): bigint {
  const most = BigInt(Math.round((amount ?? percent ?? USUAL_PERCENT) * Number(UNIT)))
  const whole = amount === undefined ? unscaled * most : 10n ** BigInt(scale) * most
  const parts = UNIT * BigInt(POSSIBLE) * (amount === undefined ? 100n : 1n)
  return roundedQuotient(whole * share, parts)
}

/** Not the value itself, not beyond zero, not beyond what the column holds. */
function other(moved: bigint, from: bigint, share: bigint, type: ScalarType, { amount }: Options): bigint {
  if (from === 0n && amount === undefined) return 0n
  const bounds = boundsOf(type)
  const least = from > 0n ? 1n : (bounds?.least ?? moved)
  const most = from < 0n ? -1n : (bounds?.most ?? moved)
  const within = moved < least ? least : moved > most ? most : moved
  if (within !== from) return within
  const up = share >= 0n ? 1n : -1n
  const [first, second] = [from + up, from - up]
  const holds = (one: bigint) => (from > 0n ? one > 0n : from < 0n ? one < 0n : true) && inBounds(one, bounds)
  return holds(first) ? first : holds(second) ? second : from
}

function inBounds(value: bigint, bounds: { least: bigint; most: bigint } | undefined): boolean {
  return bounds === undefined || (value >= bounds.least && value <= bounds.most)
}
