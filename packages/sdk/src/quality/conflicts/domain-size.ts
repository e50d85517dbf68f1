import type { Bound, Domain, Scalar } from '../../model/expression/domain.ts'

/** How many values lie in it; infinity where nobody counts them. */
export function sizeOf({ type, min, max, allowed, excluded }: Domain): number {
  if (allowed !== undefined) return new Set(allowed).size
  if (type === 'boolean') return 2 - new Set(excluded.filter((value) => typeof value === 'boolean')).size
  if (type !== 'integer' || typeof min?.value !== 'number' || typeof max?.value !== 'number')
    return Number.POSITIVE_INFINITY
  const within = excluded.filter((value) => isBetween(value, min.value, max.value))
  return Math.max(0, Math.floor(max.value) - Math.ceil(min.value) + 1 - new Set(within).size)
}

function isBetween(value: Scalar, min: Scalar, max: Scalar): boolean {
  return Number.isInteger(value) && Number(value) >= Number(min) && Number(value) <= Number(max)
}

/** The first whole number that lies within and is not left out. */
export function nextInside(bound: Bound, direction: 1 | -1, excluded: readonly Scalar[]): Bound {
  if (typeof bound.value !== 'number' || !Number.isFinite(bound.value)) return bound
  let value = direction === 1 ? Math.ceil(bound.value) : Math.floor(bound.value)
  if (value === bound.value && !bound.inclusive) value += direction
  while (excluded.includes(value)) value += direction
  return { value, inclusive: true }
}
