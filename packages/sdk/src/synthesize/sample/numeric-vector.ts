import type { Vector } from '../../model/batch.ts'
import { mapFloat64, mapInt32 } from '../../random/map.ts'
import type { ColumnPattern } from '../data-patterns.ts'

/** Numbers and times as the vector of their column's type; NaN is absent. */
export function numericVector({ type, scale }: ColumnPattern, values: Float64Array): Vector {
  const nulls = nullsOf(values)
  const base = { length: values.length, ...(nulls ? { nulls } : {}) }
  const present = nulls ? mapFloat64(values, (value) => (Number.isNaN(value) ? 0 : value)) : values
  switch (type) {
    case 'integer':
      return { ...base, type: 'int', values: present }
    case 'decimal': {
      if (scale === undefined || scale > 15) return { ...base, type: 'float', values: present }
      const unit = 10 ** scale
      return { ...base, type: 'decimal', scale, unscaled: mapFloat64(present, (value) => Math.round(value * unit)) }
    }
    case 'date':
      return { ...base, type: 'date', days: mapInt32(present, (value) => value) }
    case 'time':
      return { ...base, type: 'time', micros: mapFloat64(present, (value) => ((value % DAY) + DAY) % DAY) }
    case 'timestamp':
    case 'timestamptz':
      return { ...base, type: 'timestamp', zoned: type === 'timestamptz', micros: present }
    default:
      return { ...base, type: 'float', values: present }
  }
}

const DAY = 86_400_000_000

function nullsOf(values: Float64Array): Uint8Array | undefined {
  let nulls: Uint8Array | undefined
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]!)) continue
    nulls ??= new Uint8Array(values.length)
    nulls[i] = 1
  }
  return nulls
}
