import { civilDateOf, microsPerDay } from '../../model/calendar.ts'
import type { FieldType } from '../../model/schema.ts'
import type { NumberProfile } from '../profile/data-profile.ts'

export interface WideBounds {
  readonly min: number | string
  readonly max: number | string
}

/**
 * Round bounds around what was seen, half of its width beyond either end: new rows stay within, wrong units and slipped
 * points do not. What was never negative stays so. Undefined where all values are one, or are times of day.
 */
export function wideBounds(type: FieldType, numbers: NumberProfile): WideBounds | undefined {
  const { min, max } = numbers
  if (!(max > min)) return undefined
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return numberBounds(min, max, type === 'integer')
    case 'date':
      return yearBounds(min, max)
    case 'timestamp':
    case 'timestamptz':
      return yearBounds(Math.floor(min / microsPerDay), Math.floor(max / microsPerDay))
    default:
      return undefined
  }
}

function numberBounds(min: number, max: number, whole: boolean): WideBounds | undefined {
  const margin = (max - min) / 2
  const power = 10 ** Math.floor(Math.log10(margin))
  const step = whole ? Math.max(1, power) : power
  const low = rounded(Math.floor((min - margin) / step) * step)
  const high = rounded(Math.ceil((max + margin) / step) * step)
  if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined
  return { min: min >= 0 ? Math.max(0, low) : low, max: max <= 0 ? Math.min(0, high) : high }
}

const rounded = (value: number): number => Number(value.toPrecision(12))

/** Whole years, at least one to either side. */
function yearBounds(firstDay: number, lastDay: number): WideBounds | undefined {
  const first = civilDateOf(firstDay).year
  const last = civilDateOf(lastDay).year
  const margin = Math.max(1, Math.ceil((last - first) / 2))
  if (first - margin < 1 || last + margin > 9998) return undefined
  return { min: `${year(first - margin)}-01-01`, max: `${year(last + margin + 1)}-01-01` }
}

const year = (value: number): string => String(value).padStart(4, '0')
