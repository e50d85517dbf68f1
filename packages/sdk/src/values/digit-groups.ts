import { tenTo } from './list-maker.ts'
import { derive } from './lists.ts'
import { type Part, picks } from './vectors.ts'

const root: readonly string[] = []

/** '000' … '999', for the number of digits up to 4. */
function padded(width: number): readonly string[] {
  return derive(root, `digits ${width}`, () =>
    Array.from({ length: tenTo(width) }, (_, n) => String(n).padStart(width, '0')),
  )
}

/** Numbers with leading zeros, as picks of at most four digits each. */
export function paddedNumbers(values: Float64Array, width: number): Part[] {
  const parts: Part[] = []
  let rest = values
  for (let left = width; left > 0; ) {
    const take = left % 4 === 0 ? 4 : left % 4
    const span = tenTo(left - take)
    const group = new Int32Array(values.length)
    const next = new Float64Array(values.length)
    for (let i = 0; i < group.length; i++) {
      group[i] = Math.floor(rest[i]! / span)
      next[i] = rest[i]! - group[i]! * span
    }
    parts.push(picks(group, padded(take)))
    rest = next
    left -= take
  }
  return parts
}
