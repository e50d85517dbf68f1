import { below } from '../../random/draw.ts'
import type { Rows } from '../../random/stream.ts'
import { optionsError } from '../define-kind.ts'
import type { KindContext } from '../kind.ts'
import { ownNumbers } from '../numbered.ts'
import { ints, type Part, picks } from '../vectors.ts'
import { nameParts } from './name-parts.ts'
import { personRecord } from './person-record.ts'

const separators = ['.', '.', '.', '_'] as const

export interface LocalPart {
  readonly capacity: number
  parts(rows: Rows): (Part | string)[]
}

/**
 * What stands before the @ of a person's address, and is its user name too: emma.clark, and emma.clark17 where the field
 * is unique. Letters a to z, one separator, then the number: two rows with the same text have the same number.
 */
export function localPart(context: KindContext, taken: number): LocalPart {
  const { maxLength } = context
  const shape = { between: '.', familyFirst: false, ascii: true } as const
  const person = personRecord(context)
  const separated = (parts: (Part | string)[], rows: Rows): (Part | string)[] => {
    if (parts.length < 3) return parts
    const [given, , family] = parts
    const drawn = person.style(rows)
    const style = new Int32Array(rows.length)
    for (let i = 0; i < style.length; i++) style[i] = below(drawn[i]!, separators.length)
    return [given!, picks(style, separators), family!]
  }
  const own = ownNumbers(context, taken, context.unique ? 1 : 0)
  if (context.unique) {
    const name = nameParts(person, own.room, shape)
    return {
      capacity: own.capacity,
      parts: (rows) => [...separated(name.parts(rows), rows), ints(own.numbers(rows))],
    }
  }
  const room = maxLength === undefined ? Number.POSITIVE_INFINITY : maxLength - taken
  if (room < 1)
    throw optionsError(`a column of ${maxLength} characters is too short: this kind takes at least ${taken + 1}`)
  const name = nameParts(person, room, shape)
  return { capacity: own.capacity, parts: (rows) => separated(name.parts(rows), rows) }
}
