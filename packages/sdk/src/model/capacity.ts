import { parseDate } from './calendar.ts'
import { contains, type Domain, type Scalar } from './expression/domain.ts'
import type { FieldDefinition } from './schema.ts'

/** How many distinct values a field can have, null aside; Infinity where nothing bounds it. */
export function capacityOf(field: FieldDefinition, domain: Domain): number {
  if (domain.allowed) return domain.allowed.length
  switch (field.type) {
    case 'boolean':
      return [true, false].filter((value) => contains(domain, value)).length
    case 'integer':
      return steps(domain, Number, 1)
    case 'decimal':
      return field.scale === undefined ? Number.POSITIVE_INFINITY : steps(domain, Number, Number(`1e${field.scale}`))
    case 'date':
      return steps(domain, (value) => parseDate(String(value)) ?? Number.NaN, 1)
    default:
      return Number.POSITIVE_INFINITY
  }
}

function steps({ min, max, excluded }: Domain, numberOf: (value: Scalar) => number, perUnit: number): number {
  if (!min || !max) return Number.POSITIVE_INFINITY
  const low = Math.ceil(rounded(numberOf(min.value) * perUnit))
  const high = Math.floor(rounded(numberOf(max.value) * perUnit))
  if (Number.isNaN(low) || Number.isNaN(high)) return Number.POSITIVE_INFINITY
  const open =
    (!min.inclusive && isWhole(numberOf(min.value) * perUnit) ? 1 : 0) +
    (!max.inclusive && isWhole(numberOf(max.value) * perUnit) ? 1 : 0)
  const holes = excluded.map((value) => rounded(numberOf(value) * perUnit)).filter((at) => at >= low && at <= high)
  return Math.max(0, high - low + 1 - open - new Set(holes).size)
}

/** 0.07 × 100 is 7, whatever a float makes of it. */
function rounded(value: number): number {
  const whole = Math.round(value)
  return Math.abs(value - whole) < 1e-6 ? whole : value
}

function isWhole(value: number): boolean {
  return Number.isInteger(rounded(value))
}
