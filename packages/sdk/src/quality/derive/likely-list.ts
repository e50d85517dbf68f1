import { counted, grouped } from '../../model/counted.ts'
import type { FieldType } from '../../model/schema.ts'
import type { ColumnProfile, ValueCount } from '../profile/data-profile.ts'
import { wilson } from './wilson.ts'

export interface LikelyList {
  readonly values: readonly (string | number | boolean)[]
  readonly evidence: string
  readonly confidence: number
  /** The share of other values that is tolerated, where not all are listed. */
  readonly others: number | undefined
}

const mostListed = 64
const mostNumbersListed = 5
/** So much of a list's values may have stood there once, for nearly all to have been seen; and for the usual ones to be known. */
const singletons = { all: 0.1, usual: 0.4 }
const usualShare = 0.9

/**
 * The values that there are, where nearly all have been seen; else the usual ones, which most rows have, and how many of
 * the others there may be. Undefined where it is no list, and of numbers that count or measure.
 */
export function likelyList({ values, text }: ColumnProfile, type: FieldType): LikelyList | undefined {
  if (values === undefined || values.length < 2) return undefined
  if (type === 'integer' ? text !== undefined || values.length > mostNumbersListed : type !== 'text') return undefined
  const n = sumOf(values)
  const once = values.filter(({ count }) => count === 1).length
  if (values.length <= mostListed && once <= singletons.all * values.length) {
    if (n < 10 * values.length) return undefined
    const evidence = `${counted(n, 'value')} of ${values.length} different ones, ${once} of which stood there once`
    return { values: listed(values), evidence, confidence: wilson(n - once, n).low, others: undefined }
  }
  const usual = usualOf(values, n)
  const held = sumOf(usual)
  if (type !== 'text' || once > singletons.usual * values.length || usual.length > mostListed || n < 10 * usual.length)
    return undefined
  const evidence = `${grouped(held)} of ${counted(n, 'value')} ${held === 1 ? 'is' : 'are'} one of the ${usual.length} most frequent of ${values.length}`
  return { values: listed(usual), evidence, confidence: 0.95, others: 1 - wilson(held, n).low }
}

/** The most frequent, until nine of ten rows have one of them. */
function usualOf(values: readonly ValueCount[], n: number): readonly ValueCount[] {
  let held = 0
  const end = values.findIndex(({ count }) => {
    held += count
    return held >= usualShare * n
  })
  return values.slice(0, end + 1)
}

function listed(values: readonly ValueCount[]): LikelyList['values'] {
  return values
    .map(({ value }) => value)
    .sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1))
}

const sumOf = (values: readonly ValueCount[]): number => values.reduce((sum, { count }) => sum + count, 0)
