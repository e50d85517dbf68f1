import { textLength } from '../../../values/lists.ts'
import type { ScalarType } from '../../masking-schema.ts'
import type { Mask } from '../../transform.ts'

/**
 * The mask, held to the length of its column: a result that is longer becomes what `shorter` makes of it, a function of
 * the two alone. It has to be no longer than `most`.
 */
export function fittedMask(
  { maxLength: most }: ScalarType,
  mask: Mask,
  shorter: (result: string, most: number, text: string) => string,
): Mask {
  if (most === undefined) return mask
  return {
    value(text, row) {
      const result = mask.value(text, row)
      return result === null || textLength(result) <= most ? result : shorter(result, most, text)
    },
  }
}

/** What is promised of the length of a mask that is fitted, where the column holds the least that it can be made. */
export function fittedLength(
  { maxLength: most }: ScalarType,
  least: number,
  longest: (length: number) => number | undefined,
): (length: number) => number | undefined {
  if (most === undefined || most < least) return longest
  return (length) => Math.min(most, longest(length) ?? most)
}

/** A number, or what is written as one: without its last decimals, or else the farthest of as many digits; never the value. */
export function shorterNumber(result: string, most: number, text: string): string {
  const point = result.indexOf('.')
  if (point >= 0 && point <= most && !/e/i.test(result)) return result.slice(0, most).replace(/\.$/, '')
  const sign = result.startsWith('-') && most > 1 ? '-' : ''
  const farthest = sign + '9'.repeat(most - sign.length)
  return farthest === text ? `${farthest.slice(0, -1)}8` : farthest
}
