import { UnderstudyError } from '../../errors.ts'
import type { MaskingType } from '../masking-schema.ts'
import type { Mask, RowValues } from '../transform.ts'
import { misfit, sampleValues } from './sample-values.ts'

/** A row of which nothing is known but one column. */
export function rowOf(column: string, text: string | null): RowValues {
  return { text: (name) => (name === column ? text : null) }
}

const nothing: RowValues = { text: () => null }

/**
 * What comes of made-up values, before any real one is read: why a column of the type could not hold it. It also asks a
 * mask for its key that takes it late.
 */
export function probe(mask: Mask, type: MaskingType, nullable: boolean): string | undefined {
  if (type.kind !== 'scalar') return undefined
  for (const sample of sampleValues(type)) {
    const result = masked(mask, sample)
    if (result === undefined) continue
    if (result === null) {
      if (!nullable) return 'would become NULL, which it does not hold'
      continue
    }
    // Too long for some is the guard's to refuse, value by value.
    const why = type.form === 'text' ? undefined : misfit(type, result)
    if (why !== undefined) return `would become what the type does not hold: one result ${why}`
  }
  return undefined
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
