import type { Rows } from '../../random/stream.ts'
import { longest, truncated } from '../lists.ts'
import { concat, type Part, picks } from '../vectors.ts'
import type { NameList, PersonRecord } from './person-record.ts'

export interface NameParts {
  parts(rows: Rows): (Part | string)[]
}

/** Given and family name of a person within `room` characters: whole, else with shorter words, else initials. */
export function nameParts(
  { first, last }: Pick<PersonRecord, 'first' | 'last'>,
  room: number,
  shape: { readonly between: string; readonly familyFirst: boolean; readonly ascii: boolean },
): NameParts {
  const wordsOf = (names: NameList) => (shape.ascii ? names.ascii : names.words)
  const given = wordsOf(first)
  const family = wordsOf(last)
  const { between } = shape
  const free = room - between.length
  const wanted = longest(given)
  if (room < 4) {
    const short = truncated(family, Math.max(1, room))
    return { parts: (rows) => [picks(last.indices(rows), short)] }
  }
  const whole = free >= wanted + longest(family)
  const givenRoom = whole ? wanted : Math.max(1, Math.min(wanted, Math.floor(free * 0.45)))
  const shortGiven = truncated(given, givenRoom)
  const shortFamily = whole ? family : truncated(family, free - givenRoom)
  return {
    parts: (rows) => {
      const a = picks(first.indices(rows), shortGiven)
      const b = picks(last.indices(rows), shortFamily)
      return shape.familyFirst ? [b, between, a] : [a, between, b]
    },
  }
}

export function joined(rows: Rows, { parts }: NameParts, ...more: readonly (Part | string)[]) {
  return concat(rows.length, ...parts(rows), ...more)
}
