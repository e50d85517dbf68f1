import type { ValueForm } from '../../../anonymize/value-form.ts'
import type { LeakColumns, MaskedColumn } from './leak-columns.ts'
import type { Side } from './leak-search.ts'
import { textOf } from './read-expressions.ts'

/** So many rows tell enough. */
const sample = 20_000

/** What a column looks like where no key tells its rows apart. */
export interface Sampled {
  readonly rows: number
  readonly distinct: number
  /** How likely two rows have the same token, from 0 to 1. */
  readonly alike: number
  /** Values by their form, such as AA-00: how many there are, and how many there could be. */
  readonly forms: ReadonlyMap<string, { count: number; readonly possible: number }>
}

export async function sampleColumn(
  side: Side,
  from: string,
  { token }: LeakColumns,
  { name, form }: Pick<MaskedColumn, 'name' | 'form'>,
): Promise<Sampled> {
  const read = [...token, { name }].map((one, at) => `${textOf(one.name, side.dialect)} as f${at}`)
  const rows = await side.read((session) =>
    session.query<Record<string, unknown>>(`select ${read.join(', ')} from ${from} limit ${sample}`),
  )
  const tokens = new Map<string, number>()
  const values = new Set<string>()
  const forms = new Map<string, { count: number; possible: number }>()
  const moments: number[] = []
  let count = 0
  for (const row of rows) {
    const value = row[`f${token.length}`]
    if (value === null || value === undefined) continue
    count++
    const text = String(value)
    values.add(text)
    const key = JSON.stringify(token.map((_, at) => String(row[`f${at}`])))
    tokens.set(key, (tokens.get(key) ?? 0) + 1)
    if (form === 'date' || form === 'timestamp' || form === 'instant') moments.push(Date.parse(text))
    const shape = text.replaceAll(/\p{L}/gu, 'A').replaceAll(/\d/g, '0')
    const before = forms.get(shape)
    if (before) before.count++
    else forms.set(shape, { count: 1, possible: possibleOf(shape, form) })
  }
  const pairs = count * (count - 1)
  const same = [...tokens.values()].reduce((sum, n) => sum + n * (n - 1), 0)
  if (moments.length > 0) {
    forms.clear()
    forms.set('moments', { count, possible: possibleMoments(moments) })
  }
  return { rows: count, distinct: values.size, alike: pairs === 0 ? 1 : same / pairs, forms }
}

/** From the first to the last one, as far apart from each other as any two of them are at least. */
function possibleMoments(moments: readonly number[]): number {
  const known = moments.filter((one) => !Number.isNaN(one)).sort((one, other) => one - other)
  const [first = 0, last = 0] = [known[0], known.at(-1)]
  const step = known.reduce((common, one) => commonDivisor(common, one - first), 0)
  return step === 0 ? 1 : (last - first) / step + 1
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other)
}

function possibleOf(shape: string, form: ValueForm | undefined): number {
  const digits = shape.split('0').length - 1
  if (form === 'bits') return 2 ** digits
  // No number but one of a single digit begins with a zero.
  return 26 ** (shape.split('A').length - 1) * 10 ** digits * (form === 'integer' && digits > 1 ? 0.9 : 1)
}

/**
 * How likely a value that a mask has made is also one that the source has with the same token. Either the mask draws from
 * a list, and how often its values come again tells how long that is; or it permutes the values of each form, and then so
 * many of those are met as are used.
 * @param count of the rows of the source
 */
export function chanceOfMeeting({ rows, distinct, alike, forms }: Sampled, count: number): number {
  if (rows === 0) return 0
  const drawn = 1 - Math.exp((-count * alike) / lengthOfList(distinct, rows))
  let permuted = 0
  for (const form of forms.values()) {
    const part = form.count / rows
    permuted += part * Math.min(1, (part * count * alike) / form.possible)
  }
  return Math.max(drawn, permuted)
}

/** Of which so many rows hold so many different things, drawn with equal chances. */
function lengthOfList(distinct: number, rows: number): number {
  if (distinct >= rows) return Number.POSITIVE_INFINITY
  let [low, high] = [0, rows]
  // Draws for each thing of the list: the more they are, the smaller the part of the draws that is new.
  for (let step = 0; step < 60; step++) {
    const draws = (low + high) / 2
    if ((1 - Math.exp(-draws)) / draws > distinct / rows) low = draws
    else high = draws
  }
  return rows / low
}
