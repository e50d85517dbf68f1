import { UnderstudyError } from '../errors.ts'
import type { Vector } from '../model/batch.ts'
import { fractions, type IndexScale, indexShape } from '../random/distribution.ts'
import { below } from '../random/draw.ts'
import { permutation } from '../random/permute.ts'
import { type Rows, words } from '../random/stream.ts'
import { optionsError } from './define-kind.ts'
import type { KindContext, Maker } from './kind.ts'

/** Values numbered from 0: a unique field permutes the numbers, any other field draws from them. */
export interface Domain {
  readonly size: number
  /** Distinct indices must give distinct values. */
  vector(indices: Float64Array, rows: Rows): Vector
}

/** Permutations reach this far. */
export const LARGEST_DOMAIN = 2 ** 52

/** A 32-bit word picks from domains up to here without a bias that could be measured. */
const NARROW = 2 ** 20

export type IndexSource = (rows: Rows) => Float64Array

export function domainMaker(context: KindContext, domain: Domain, scale?: IndexScale): Maker {
  const indices = indexSource(context, domain.size, scale)
  return { capacity: domain.size, make: (rows) => domain.vector(indices(rows), rows) }
}

/** An index a row: a permutation of the row numbers where the field is unique, else a draw by its distribution. */
export function indexSource(context: KindContext, size: number, scale?: IndexScale): IndexSource {
  return context.unique ? permutedIndices(context, size) : drawnIndices(context, size, scale)
}

/** The same for values that are listed: one weight for each value in order, none for those beyond. */
export function listedIndices(context: KindContext, size: number): IndexSource {
  const { distribution } = context
  if (distribution?.name !== 'weighted' || distribution.weights.length >= size) return indexSource(context, size)
  const weights = Array.from({ length: size }, (_, i) => distribution.weights[i] ?? 0)
  return indexSource({ ...context, distribution: { name: 'weighted', weights } }, size)
}

export function permutedIndices({ stream }: KindContext, size: number): IndexSource {
  const { at } = permutation(stream, size)
  return ({ numbers, length }) => {
    const out = new Float64Array(length)
    for (let i = 0; i < length; i++) {
      const row = numbers[i]!
      if (row >= size) throw beyondCapacity(size)
      out[i] = at(row)
    }
    return out
  }
}

function drawnIndices({ stream, distribution }: KindContext, size: number, scale?: IndexScale): IndexSource {
  if ((distribution === undefined || distribution.name === 'uniform') && size <= NARROW) {
    return (rows) => {
      const drawn = words(stream, rows)
      const out = new Float64Array(rows.length)
      for (let i = 0; i < out.length; i++) out[i] = below(drawn[i]!, size)
      return out
    }
  }
  const shape = shapeOf(distribution, size, scale)
  return (rows) => {
    const units = fractions(stream, rows)
    for (let i = 0; i < units.length; i++) units[i] = shape(units[i]!)
    return units
  }
}

function shapeOf(distribution: KindContext['distribution'], size: number, scale: IndexScale | undefined) {
  try {
    return indexShape(distribution, size, scale)
  } catch (thrown) {
    if (thrown instanceof RangeError) throw optionsError(`distribution: ${thrown.message}`)
    throw thrown
  }
}

export function refuseBeyond({ numbers }: Rows, capacity: number): void {
  for (let i = 0; i < numbers.length; i++) if (numbers[i]! >= capacity) throw beyondCapacity(capacity)
}

export function beyondCapacity(capacity: number): UnderstudyError {
  return new UnderstudyError('CAPACITY_EXCEEDED', {
    operation: 'make unique values',
    message: `a unique field of this kind holds ${capacity} distinct values, and more rows are asked for`,
    details: { capacity },
  })
}
