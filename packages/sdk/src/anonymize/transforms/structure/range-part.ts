import { UnderstudyError } from '../../../errors.ts'
import type { ScalarType } from '../../masking-schema.ts'
import type { Mask, RowValues } from '../../transform.ts'
import { compareValues } from './compare-values.ts'
import { inEngineText } from './engine-text.ts'
import type { Part } from './part.ts'
import { parseRanges, type RangeText, rangesText } from './range-text.ts'

/**
 * Masks all bounds of a range or multirange; lower bounds stay before upper ones, and ranges of a multirange apart: where
 * the mask of the bounds doesn't keep their order, they change places. So the set of bounds decides: distinct ranges stay
 * distinct where distinct bounds do.
 */
export function rangePart(type: ScalarType, { mask, promises }: Part): Part {
  const inner = inEngineText(type.form, mask)
  return {
    promises: { ...promises, longest: () => undefined },
    mask: {
      value(text, row) {
        const parsed = parseRanges(text)
        if (!parsed) {
          throw new UnderstudyError('MASKING_FAILED', {
            operation: 'mask a value',
            message: 'a value is no range as the database writes it',
          })
        }
        return rangesText({ ...parsed, ranges: maskedRanges(parsed.ranges, inner, type, row) })
      },
    },
  }
}

function maskedRanges(
  ranges: readonly RangeText[],
  mask: Mask,
  type: ScalarType,
  row: RowValues,
): readonly RangeText[] {
  const bounds = ranges.flatMap(({ lower, upper }) => [lower, upper]).filter((bound) => bound !== null)
  const masked = mask.together ? mask.together(bounds, row) : bounds.map((bound) => mask.value(bound, row))
  if (masked.includes(null)) return ranges.map((range) => ({ ...range, lower: null, upper: null }))
  const sorted = masked.filter((bound) => bound !== null).sort((a, b) => compareValues(type.form, a, b))
  let at = 0
  const next = (bound: string | null) => (bound === null ? null : sorted[at++]!)
  return ranges.map((range) => ({ ...range, lower: next(range.lower), upper: next(range.upper) }))
}
