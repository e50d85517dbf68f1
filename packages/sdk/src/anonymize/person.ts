import { asciiNames } from '../values/ascii.ts'
import { caseless, concatenated } from '../values/lists.ts'
import { type Locale, localeOf } from '../values/locale.ts'
import type { Words } from '../values/words.ts'
import type { MaskingKey } from './key/masking-key.ts'
import { TextHash } from './permute/text-hash.ts'
import type { RowValues, Subject } from './transform.ts'

type Sex = 'female' | 'male'
type Part = 'first' | 'middle' | 'last'

/** The fake person that stands for a subject: a function of the subject, the key and the locale alone. */
export interface Person {
  readonly sex: Sex
  /**
   * Each picked from the locale's names, and never the real name: where chance drew that, the next one stands for it.
   * `skip` goes on by so many more, for where the name can't be told from the real one in the end.
   */
  name(part: Part, real: string, skip?: number): string
  /** The same in letters from a to z. */
  spelled(part: Part, real: string): string
}

/**
 * The fake people of one key domain. All columns of the domain that name the same subject get the same person; where
 * none is named, the value stands for its subject, whatever the case of its letters.
 */
export class People {
  readonly #hash: TextHash
  readonly #more: TextHash
  readonly #locale: Locale

  constructor(key: MaskingKey, locale: Locale) {
    this.#hash = new TextHash(key.words('person'))
    this.#more = new TextHash(key.words('person sex and middle name'))
    this.#locale = locale
  }

  /** `sex` of who is known to be of one. */
  of(subject: string, sex?: Sex): Person {
    const { low, high } = this.#hash.of(subject)
    const more = this.#more.of(subject)
    const drawn: Sex = sex ?? (more.low % 2 === 0 ? 'female' : 'male')
    const draws = { first: high, last: low, middle: more.high }
    const { words } = this.#locale
    const english = localeOf('en').words
    const at = (part: Part, real: string, skip = 0) => placeOf(words[part][drawn], draws[part], real, skip)
    return {
      sex: drawn,
      name: (part, real, skip) => words[part][drawn][at(part, real, skip)]!,
      spelled: (part, real) => spelledNames(words[part][drawn], english[part])[at(part, real)]!,
    }
  }

  /** Of a name that only one sex has here. */
  sexOf(part: Part, name: string): Sex | undefined {
    const { female, male } = this.#locale.words[part]
    const wanted = caseless(name)
    const [isFemale, isMale] = [has(female, wanted), has(male, wanted)]
    return isFemale === isMale ? undefined : isFemale ? 'female' : 'male'
  }
}

/** Whose row it is: what the subject is of, and the values of its columns, framed. Undefined where none is named, or all are null. */
export function subjectOf(subject: Subject | undefined, row: RowValues): string | undefined {
  if (subject === undefined) return undefined
  const values = subject.columns.map((column) => row.text(column))
  if (values.every((value) => value === null)) return undefined
  return [subject.of, ...values].map((value) => (value === null ? '-' : `${value.length}:${value}`)).join(',')
}

/** Multiply-shift, then on past the words of the real name. */
function placeOf(list: readonly string[], draw: number, real: string, skip: number): number {
  const size = list.length
  let at = (Math.floor((draw * size) / 2 ** 32) + skip) % size
  const own = caseless(real).split(/[^\p{L}\p{M}]+/u)
  const whole = caseless(real)
  for (let tried = 1; tried < size; tried++, at = (at + 1) % size) {
    const name = caseless(list[at]!)
    if (name !== whole && !own.includes(name)) break
  }
  return at
}

/** As the kinds of values spell them: what is made of a list is kept, so all have to make it alike. */
function spelledNames(list: readonly string[], { female, male }: Words['first']): readonly string[] {
  return asciiNames(list, concatenated(female, male))
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()
function has(list: readonly string[], name: string): boolean {
  let set = sets.get(list)
  if (set === undefined) {
    set = new Set(list.map(caseless))
    sets.set(list, set)
  }
  return set.has(name)
}

const signs = 'abcdefghijkmnpqrstuvwxyz23456789'

/** 13 letters and digits of a value's hash: two values have the same by chance of 2^-64. */
export function codeOf({ low, high }: TextHash): string {
  let code = ''
  for (let i = 0; i < 13; i++) {
    const shift = 5 * i
    const bits = shift < 30 ? low >>> shift : shift === 30 ? (low >>> 30) | (high << 2) : high >>> (shift - 32)
    code += signs[bits & 31]
  }
  return code
}
