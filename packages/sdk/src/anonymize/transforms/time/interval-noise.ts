import { z } from 'zod'
import type { Mask } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask } from '../draws/fitted-mask.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { type Draws, keyedDraws } from '../draws/keyed-draws.ts'
import { subjectText } from '../draws/subject-text.ts'

const options = z.strictObject({
  percent: z.number().positive().max(100).default(10).describe('farthest from the value, as a share of it'),
  by: z
    .enum(['value', 'subject'])
    .default('value')
    .describe('subject: all durations of one subject get the same share'),
})

const NO_TIME = '00:00:00'

const pattern =
  /^(?:(-?\d+) years? ?)?(?:(-?\d+) mons? ?)?(?:(-?\d+) days? ?)?(?:([+-])?(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/

const MICROS_A_SECOND = 1_000_000n
const MICROS_A_DAY = 86_400n * MICROS_A_SECOND
const DAYS_A_MONTH = 30n
const SHARES = 1_000_000

export const intervalNoise = defineTransform({
  name: 'interval-noise',
  version: 2,
  group: 'time',
  summary: 'A duration near the value, of the same sign; months count as 30 days',
  options,
  examples: [{}, { percent: 30, by: 'subject' }],
  accepts: ['interval', 'text'],
  promises: (_, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: fittedLength(type, NO_TIME.length, (length) => Math.max(length + 24, 40)),
    mayKeep: 'no time at all',
  }),
  mask({ percent, by }, context) {
    const { key, column } = context
    const draws = keyedDraws(key, 'interval')
    const subjectOf = subjectText(by === 'subject' ? context.subject : undefined)
    const otherwise = formFallback(key)
    const mask: Mask = {
      value(text, row) {
        const micros = text === '' ? undefined : readInterval(text)
        if (micros !== undefined) return writeInterval(near(micros, draws.of(subjectOf(text, row)), percent))
        if (/^-?infinity$/.test(text)) return text
        return column.type.form === 'interval' ? NO_TIME : otherwise(text)
      },
    }
    return fittedMask(column.type, mask, () => NO_TIME)
  },
})

function readInterval(text: string): bigint | undefined {
  const parts = pattern.exec(text)
  if (!parts) return undefined
  const [, years = '0', months = '0', days = '0', sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] =
    parts
  const clock =
    ((BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)) * MICROS_A_SECOND +
    BigInt(fraction.padEnd(6, '0'))
  const whole = (BigInt(years) * 12n + BigInt(months)) * DAYS_A_MONTH + BigInt(days)
  return whole * MICROS_A_DAY + (sign === '-' ? -clock : clock)
}

/** As Postgres writes it: days, then hours to seconds, both of one sign. */
function writeInterval(micros: bigint): string {
  const size = micros < 0n ? -micros : micros
  const sign = micros < 0n ? '-' : ''
  const days = size / MICROS_A_DAY
  const rest = size % MICROS_A_DAY
  const seconds = rest / MICROS_A_SECOND
  const two = (value: bigint) => String(value).padStart(2, '0')
  const fraction = String(rest % MICROS_A_SECOND)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const clock = `${sign}${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`
  const exact = fraction === '' ? clock : `${clock}.${fraction}`
  if (days === 0n) return exact
  const written = `${sign}${days} day${days === 1n && sign === '' ? '' : 's'}`
  return rest === 0n ? written : `${written} ${exact}`
}

/** Never the value itself, but for none at all; to the second where the value is. */
function near(micros: bigint, drawn: Draws, percent: number): bigint {
  const share = BigInt(drawn.below(2 * SHARES + 1) - SHARES)
  const unit = micros % MICROS_A_SECOND === 0n ? MICROS_A_SECOND : 1n
  const moved = (micros * share * BigInt(Math.round(percent * 1000))) / (100_000n * BigInt(SHARES))
  const rounded = micros + (moved / unit) * unit
  const step = micros < 0n ? -unit : unit
  if (micros !== 0n && rounded === micros) return micros + step
  return rounded === 0n && micros !== 0n ? step : rounded
}
