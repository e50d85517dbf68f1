import { parseDate, parseTime, parseTimestamp } from '../../../model/calendar.ts'
import { parseDecimal } from '../../../model/expression/exact.ts'
import type { ValueForm } from '../../value-form.ts'

/** The order in which Postgres has two values of a form; texts go by their code points. */
export function compareValues(form: ValueForm, a: string, b: string): number {
  switch (form) {
    case 'integer':
    case 'decimal':
      return compareDecimals(a, b)
    case 'float':
      return Number(a) - Number(b)
    case 'date':
      return byNumber(parseDate, a, b)
    case 'time':
      return byNumber(parseTime, a, b)
    case 'timestamp':
    case 'instant':
      return byNumber(parseTimestamp, a, b)
    default:
      return byText(a, b)
  }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byNumber(read: (text: string) => number | undefined, a: string, b: string): number {
  const [left, right] = [read(a), read(b)]
  return left === undefined || right === undefined ? byText(a, b) : left < right ? -1 : left > right ? 1 : 0
}

function compareDecimals(a: string, b: string): number {
  const [left, right] = [parseDecimal(a), parseDecimal(b)]
  if (!left || !right) return byText(a, b)
  const scale = Math.max(left.scale, right.scale)
  const at = (one: typeof left) => BigInt(one.unscaled) * 10n ** BigInt(scale - one.scale)
  const difference = at(left) - at(right)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
