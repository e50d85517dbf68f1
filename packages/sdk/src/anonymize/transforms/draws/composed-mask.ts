import { caseless, cut } from '../../../values/lists.ts'
import { type HashState, startOfHash } from '../../permute/keyed-hash.ts'
import type { MaskInRows } from '../../permute/mask-in-rows.ts'
import { recentValues } from '../../permute/recent-values.ts'
import type { Mask, TransformContext } from '../../transform.ts'
import { CaselessBytes } from './caseless-bytes.ts'
import { Composition } from './composition.ts'
import { formFallback, OTHER_FORM } from './form-fallback.ts'
import { type Draws, type DrawsByTurn, keyedDraws } from './keyed-draws.ts'
import { inCase, letterCaseOf } from './letter-case.ts'
import { permutedMask } from './permuted-mask.ts'
import { subjectText } from './subject-text.ts'

/** How often another text is put together, where the first is the value itself or too long. */
const TRIES = 4

export interface Composed {
  /** What the draws are for: transforms of one domain that must draw alike give the same. */
  readonly purpose: string
  /** Puts a text together; `text` is the value, without spaces around it. */
  compose(draws: Draws, text: string): string
  /** The same out of the value's bytes. Left out: by way of its text, the last ones of which are remembered. */
  readonly composeBytes?: (draws: DrawsByTurn, input: Uint8Array, start: number, end: number, into: Composition) => void
  /** How rows are masked by it at once, under the key of this state, where results are of at most so many bytes. */
  readonly inRows?: (state: HashState, most: number) => MaskInRows | undefined
  /** The subject draws, where one is named, instead of the value. */
  readonly bySubject?: boolean
  /** The letters' case is already as it must be. */
  readonly ownCase?: boolean
}

/**
 * Masks by putting a new text together out of what the value, in whatever case, draws. In a column that must stay distinct
 * letters and digits are permuted instead. An empty text stays.
 */
export function composedMask(context: TransformContext, composed: Composed): Mask {
  const { purpose, compose, composeBytes, inRows, bySubject, ownCase } = composed
  if (context.column.unique) return permutedMask(context.key, OTHER_FORM)
  const otherwise = formFallback(context.key)
  const draws = keyedDraws(context.key, purpose)
  const subjectOf = subjectText(bySubject ? context.subject : undefined)
  const most = context.column.type.maxLength ?? Number.POSITIVE_INFINITY
  const masked = (text: string, about: (plain: string) => string): string => {
    const trimmed = text.trim()
    if (trimmed === '') return text
    const plain = caseless(trimmed)
    const letterCase = ownCase ? 'as it is' : letterCaseOf(trimmed)
    const drawn = draws.of(about(plain))
    for (let i = 0; i < TRIES; i++) {
      const composed = inCase(cut(compose(drawn, trimmed), most), letterCase)
      if (caseless(composed) !== plain) return composed
    }
    return otherwise(text)
  }
  if (bySubject) return { value: (text, row) => masked(text, (plain) => caseless(subjectOf(plain, row))) }
  const value = (text: string) => masked(text, (plain) => plain)
  const recent = recentValues(value)
  if (composeBytes === undefined || ownCase) return { value, bytes: recent }
  const read = new CaselessBytes()
  const into = new Composition()
  return {
    value,
    bytes(input, start, end, out) {
      if (read.take(input, start, end)) {
        into.begin()
        composeBytes(draws.byTurn(read.bytes, 0, read.length), input, read.start, read.end, into)
        if (into.length <= most && !into.is(read.bytes, read.length)) {
          into.write(read.letterCase, out)
          return
        }
      }
      recent(input, start, end, out)
    },
    inRows: inRows?.(startOfHash(context.key.words(purpose)), most),
  }
}
