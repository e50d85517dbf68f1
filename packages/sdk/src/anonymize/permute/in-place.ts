import type { Mask } from '../transform.ts'
import { textOf, writeText } from './recent-values.ts'

/** What is longer is not looked at. */
export const IN_PLACE = 64

/** A mask that looks at nothing of the row, and makes no value null. */
export interface PlainMask extends Mask {
  value(text: string): string
  readonly bytes: NonNullable<Mask['bytes']>
}

/**
 * A mask of short ASCII texts that changes them where they stand, such as numbers with separators: `change` gives false,
 * and has changed nothing, where the text is not of its form; `otherwise` then masks the text.
 */
export function inPlaceMask(
  change: (units: Uint8Array, length: number) => boolean,
  otherwise: (text: string) => string,
): PlainMask {
  const units = new Uint8Array(IN_PLACE)
  const value = (text: string): string => {
    const { length } = text
    if (length > IN_PLACE) return otherwise(text)
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 127) return otherwise(text)
      units[i] = unit
    }
    if (!change(units, length)) return otherwise(text)
    let result = ''
    for (let i = 0; i < length; i++) result += String.fromCharCode(units[i]!)
    return result
  }
  return {
    value,
    bytes(input, start, end, out) {
      const length = end - start
      if (length <= IN_PLACE) {
        let all = 0
        for (let i = 0; i < length; i++) {
          const byte = input[start + i]!
          all |= byte
          units[i] = byte
        }
        if (all < 128 && change(units, length)) {
          out.reserve(length)
          const { bytes, at } = out
          for (let i = 0; i < length; i++) bytes[at + i] = units[i]!
          out.at = at + length
          return
        }
      }
      writeText(otherwise(textOf(input, start, end)), out)
    },
  }
}
