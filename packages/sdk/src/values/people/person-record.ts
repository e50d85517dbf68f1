import { below } from '../../random/draw.ts'
import { mapUint8 } from '../../random/map.ts'
import { shared } from '../../random/shared.ts'
import { type Rows, substream, words } from '../../random/stream.ts'
import { asciiNames } from '../ascii.ts'
import type { KindContext } from '../kind.ts'
import { concatenated } from '../lists.ts'
import { localeOf } from '../locale.ts'

/** Each draw of a person has its own number for good: a field that is added later changes no other. */
const draws = { first: 0, last: 1, middle: 2, birth: 3, prefix: 5, style: 6 } as const

interface Names {
  readonly female: readonly string[]
  readonly male: readonly string[]
}

export interface NameList {
  /** Female names, then male ones. */
  readonly words: readonly string[]
  /** Spelled a to z, in the same places. */
  readonly ascii: readonly string[]
  indices(rows: Rows): Int32Array
}

/** The person that a row is about: all of its fields that have the same record agree on it. */
export interface PersonRecord {
  /** 1 is female. */
  sex(rows: Rows): Uint8Array
  readonly first: NameList
  readonly last: NameList
  readonly middle: NameList
  readonly prefix: NameList
  /** A word a row that decides when it was born. */
  birth(rows: Rows): Uint32Array
  /** A word a row that decides how it writes its user name. */
  style(rows: Rows): Uint32Array
}

const same = new WeakMap<readonly string[], boolean>()
/** Whether women and men have the same names, as with family names of most languages. */
function isSame(female: readonly string[], male: readonly string[]): boolean {
  let answer = same.get(female)
  if (answer === undefined) {
    answer = female.length === male.length && female.every((name, i) => name === male[i])
    same.set(female, answer)
  }
  return answer
}

/** `sex` holds the field to one sex. */
export function personRecord({ record, locale }: KindContext, sex?: 'female' | 'male'): PersonRecord {
  const stream = substream(record, 'person')
  const english = localeOf('en').words
  // The highest bit of the first draw is the sex, unless it is given: as a signed number, women are below 0.
  const mask = sex === undefined ? -1 : 0
  const forced = sex === 'female' ? -1 : 0
  const list = (names: Names, others: Names, draw: number): NameList => {
    const either = isSame(names.female, names.male)
    const all = either ? names.female : concatenated(names.female, names.male)
    const women = names.female.length
    const men = names.male.length
    const drawnIndices = (rows: Rows): Int32Array => {
      const drawn = words(stream, rows, draw)
      const out = new Int32Array(rows.length)
      if (either) {
        for (let i = 0; i < out.length; i++) out[i] = below((drawn[i]! << 1) >>> 0, women)
        return out
      }
      const deciding = draw === draws.first ? drawn : words(stream, rows, draws.first)
      for (let i = 0; i < out.length; i++) {
        const word = (drawn[i]! << 1) >>> 0
        out[i] = ((deciding[i]! & mask) | forced) < 0 ? below(word, women) : women + below(word, men)
      }
      return out
    }
    return {
      words: all,
      get ascii() {
        return asciiNames(all, concatenated(others.female, others.male))
      },
      indices: (rows) => shared(rows, stream, all, `${draw} ${sex ?? ''}`, () => drawnIndices(rows)),
    }
  }
  return {
    sex: (rows) => mapUint8(words(stream, rows, draws.first), (word) => (((word & mask) | forced) < 0 ? 1 : 0)),
    first: list(locale.words.first, english.first, draws.first),
    last: list(locale.words.last, english.last, draws.last),
    middle: list(locale.words.middle, english.middle, draws.middle),
    prefix: list(locale.words.prefix, english.prefix, draws.prefix),
    birth: (rows) => words(stream, rows, draws.birth),
    style: (rows) => words(stream, rows, draws.style),
  }
}
