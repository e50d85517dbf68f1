import { UnderstudyError } from '../../errors.ts'
import type { MaskingType } from '../masking-schema.ts'
import type { Mask, RowValues } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'
import { misfit, sampleValues } from './sample-values.ts'

/** A row of which nothing is known but one column. */
export function rowOf(column: string, text: string | null): RowValues {
  return { text: (name) => (name === column ? text : null) }
}

const nothing: RowValues = { text: () => null }

/** Forms whose made-up values differ in so many ways that a mask which leaves all of them leaves everything. */
const telling: ReadonlySet<ValueForm> = new Set([
  ...(['text', 'integer', 'decimal', 'float', 'date', 'time', 'timestamp', 'instant'] as const),
  ...(['uuid', 'bytes', 'inet', 'mac'] as const),
])

/**
 * What comes of made-up values, before any real one is read: why a column of the type could not hold it, or why it would
 * be no mask. It also asks a mask for its key that takes it late.
 */
export function probe(mask: Mask, column: string, type: MaskingType, nullable: boolean): string | undefined {
  if (type.kind !== 'scalar') return undefined
  let [tried, left] = [0, 0]
  for (const sample of sampleValues(type)) {
    const result = masked(mask, sample, rowOf(column, sample))
    if (result === undefined) continue
    if (result === null) {
      if (!nullable) return 'would become NULL, which it does not hold'
      continue
    }
    tried++
    if (result === sample) left++
    // Too long for some is the guard's to refuse, value by value.
    const why = type.form === 'text' ? undefined : misfit(type, result)
    if (why !== undefined) return `would become what the type does not hold: one result ${why}`
  }
  return tried > 0 && left === tried && telling.has(type.form)
    ? 'would stay as it is: if that is meant, say "keep"'
    : undefined
}

/** Undefined where the mask does not take the value. */
export function masked(mask: Mask, text: string, row = nothing): string | null | undefined {
  try {
    return mask.value(text, row)
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'MASKING_FAILED') return undefined
    throw thrown
  }
}
