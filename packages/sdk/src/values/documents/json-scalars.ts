import { formatDate } from '../../model/calendar.ts'
import { compilePattern } from '../choice/pattern-language.ts'
import { optionsError } from '../define-kind.ts'
import { localeOf } from '../locale.ts'
import type { Draws } from '../scalar-draws.ts'
import { dayOf, WINDOW_FROM } from '../time/window.ts'
import { numberOf } from './json-keywords.ts'

type Make = (draws: Draws) => unknown

export function numberMaker(schema: Readonly<Record<string, unknown>>, whole: boolean, at: string): Make {
  const step = numberOf(schema.multipleOf) ?? (whole ? 1 : 0.01)
  if (!(step > 0)) throw optionsError(`schema: ${at}/multipleOf: a number above 0 is needed`)
  const above = numberOf(schema.exclusiveMinimum)
  const below = numberOf(schema.exclusiveMaximum)
  const most = numberOf(schema.maximum)
  const least =
    numberOf(schema.minimum) ?? above ?? (most ?? below ?? 0) - (most === undefined && below === undefined ? 0 : 1000)
  const limit = most ?? below ?? least + 1000 * Math.max(1, step)
  // Counted in steps, so that sums of a fraction stay exact.
  const inverse = Math.round(1 / step)
  const isFraction = step < 1 && Math.abs(inverse * step - 1) < 1e-9
  const at_ = (k: number) => (isFraction ? k / inverse : k * step)
  let first = Math.ceil(least / step - 1e-9)
  let last = Math.floor(limit / step + 1e-9)
  while (above !== undefined && at_(first) <= above) first++
  while (below !== undefined && at_(last) >= below) last--
  if (last < first) throw optionsError(`schema: ${at}: no number lies within its bounds`)
  const size = last - first + 1
  const drawn = (draws: Draws) => at_(first + Math.floor(draws.fraction() * size))
  if (!('multipleOf' in schema)) return drawn
  return (draws) => {
    // Validators divide: of a few decimal fractions, such as 0.28 by 0.01, the quotient is no whole number.
    let value = drawn(draws)
    for (let tries = 0; tries < 100 && !Number.isInteger(value / step); tries++) value = drawn(draws)
    return value
  }
}

const formats: Readonly<Record<string, (draws: Draws) => string>> = {
  date: (draws) => formatDate(dayOf(WINDOW_FROM) + draws.below(2192)),
  time: (draws) => `${clock(draws)}Z`,
  'date-time': (draws) => `${formatDate(dayOf(WINDOW_FROM) + draws.below(2192))}T${clock(draws)}Z`,
  email: (draws) => `${nameOf(draws)}@example.com`,
  hostname: (draws) => `${nameOf(draws)}.example.com`,
  uri: (draws) => `https://example.com/${nameOf(draws)}`,
  uuid: (draws) => {
    const hex = (length: number) => Array.from({ length }, () => draws.below(16).toString(16)).join('')
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[draws.below(4)]}${hex(3)}-${hex(12)}`
  },
  ipv4: (draws) => `10.${draws.below(256)}.${draws.below(256)}.${draws.between(1, 254)}`,
  ipv6: (draws) => `2001:db8::${draws.below(65536).toString(16)}:${draws.below(65536).toString(16)}`,
}

function clock(draws: Draws): string {
  const two = (most: number) => String(draws.below(most)).padStart(2, '0')
  return `${two(24)}:${two(60)}:${two(60)}`
}

function plainWords(): readonly string[] {
  return localeOf('en').words.lorem
}

function nameOf(draws: Draws): string {
  return `${draws.pick(plainWords())}-${draws.below(1000)}`
}

export function stringMaker(schema: Readonly<Record<string, unknown>>, at: string): Make {
  const least = numberOf(schema.minLength) ?? 0
  const most = numberOf(schema.maxLength) ?? Number.POSITIVE_INFINITY
  if (most < least) throw optionsError(`schema: ${at}: maxLength is below minLength`)
  if (typeof schema.pattern === 'string') {
    // A pattern may match anywhere in a string; a string that it matches as a whole will do.
    const language = compilePattern(schema.pattern, { minLength: least, maxLength: most })
    return (draws) => language.draw(draws.fraction)
  }
  if (typeof schema.format === 'string') {
    const format = formats[schema.format]
    if (!format)
      throw optionsError(
        `schema: ${at}/format: ${schema.format} is not known`,
        `Known are ${Object.keys(formats).join(', ')}.`,
      )
    return (draws) => {
      const text = format(draws)
      if (text.length < least || text.length > most)
        throw optionsError(`schema: ${at}: ${schema.format} doesn't fit its lengths`)
      return text
    }
  }
  return (draws) => {
    let text: string = draws.pick(plainWords())
    while (text.length < least) text += ` ${draws.pick(plainWords())}`
    return text.slice(0, Math.max(least, Math.min(most, text.length))).replace(/ $/, 'a')
  }
}
