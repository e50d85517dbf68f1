import { permutation } from '../../random/permute.ts'
import { type Rows, substream } from '../../random/stream.ts'
import { asciiNames } from '../ascii.ts'
import type { KindContext } from '../kind.ts'
import { caseless, derive } from '../lists.ts'
import { localeOf } from '../locale.ts'
import { chosenOf } from '../token.ts'

const draws = { form: 0, industry: 1, suffix: 2 } as const

/** Two rows never share a pair of names until all pairs have been used; then the round tells them apart. */
export interface Pairs {
  readonly first: Int32Array
  readonly second: Int32Array
  /** 0 in the rows that come first. */
  readonly rounds: Float64Array
}

/**
 * The company that a row is about: its name, domain, e-mail and industry agree. A company bears two family names, chosen
 * by a permutation of the row number: names and domains are distinct without anything being put behind them.
 */
export interface CompanyRecord {
  /** Names that are still distinct when they are spelled a to z. */
  readonly names: readonly string[]
  readonly ascii: readonly string[]
  readonly forms: readonly string[]
  /** How many pairs there are: the length of a round. */
  readonly pairCount: number
  pairs(rows: Rows): Pairs
  form(rows: Rows): Int32Array
  suffix(rows: Rows, size: number): Int32Array
  industry(rows: Rows, size: number): Int32Array
}

export function companyRecord({ record, locale, unique }: KindContext): CompanyRecord {
  const stream = substream(record, 'company')
  const { names, ascii } = spelledApart(locale.words.last.male)
  const count = names.length
  const pairCount = count * count
  const { at } = permutation(stream, pairCount)
  const forms = derive(locale.words.companyForms, 'suffixes', (list) => {
    const kept = list.filter((form) => !/^\p{Ll}+ /u.test(form))
    return kept.length > 0 ? kept : list
  })
  const drawn = (rows: Rows, draw: number, size: number) => chosenOf(stream, rows, draw, size)
  return {
    names,
    ascii,
    forms,
    pairCount,
    pairs: (rows) => {
      const first = new Int32Array(rows.length)
      const second = new Int32Array(rows.length)
      const rounds = new Float64Array(rows.length)
      // A row that a constraint refused takes another pair, but never where it would take it from another row.
      const shift = unique ? 0 : rows.attempt * 7919
      for (let i = 0; i < rows.length; i++) {
        const row = rows.numbers[i]! + shift
        const round = Math.floor(row / pairCount)
        const pair = at(row - round * pairCount)
        const a = Math.floor(pair / count)
        first[i] = a
        second[i] = pair - a * count
        rounds[i] = round
      }
      return { first, second, rounds }
    },
    form: (rows) => drawn(rows, draws.form, forms.length),
    suffix: (rows, size) => drawn(rows, draws.suffix, size),
    industry: (rows, size) => drawn(rows, draws.industry, size),
  }
}

/** The names that differ from all others both as they are written and as they are spelled in an address. */
function spelledApart(list: readonly string[]) {
  const spelled = asciiNames(list, localeOf('en').words.last.male)
  const names = derive(list, 'spelled apart', () => list.filter(isFirst(spelled, list)))
  const ascii = derive(list, 'spelled apart, ascii', () => spelled.filter(isFirst(spelled, list)))
  return { names, ascii }
}

function isFirst(spelled: readonly string[], list: readonly string[]): (_: string, i: number) => boolean {
  const seen = new Set<string>()
  const kept = list.map((name, i) => {
    const keys = [`ascii ${spelled[i]}`, `name ${caseless(name)}`]
    const fresh = keys.every((key) => !seen.has(key)) && !/\p{N}|&/u.test(name)
    for (const key of keys) seen.add(key)
    return fresh
  })
  return (_, i) => kept[i]!
}
