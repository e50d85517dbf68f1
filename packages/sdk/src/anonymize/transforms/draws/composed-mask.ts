import { caseless, cut } from '../../../values/lists.ts'
import type { Mask, TransformContext } from '../../transform.ts'
import { formFallback } from './form-fallback.ts'
import { type Draws, keyedDraws } from './keyed-draws.ts'
import { inCase, letterCaseOf } from './letter-case.ts'
import { subjectText } from './subject-text.ts'

/** How often another text is put together, where the first is the value itself or too long. */
const TRIES = 4

export interface Composed {
  /** What the draws are for: transforms of one domain that must draw alike give the same. */
  readonly purpose: string
  /** Puts a text together; `text` is the value, without spaces around it. */
  compose(draws: Draws, text: string): string
  /** The subject draws, where one is named, instead of the value. */
  readonly bySubject?: boolean
  /** The letters' case is already as it must be. */
  readonly ownCase?: boolean
}

/**
 * Masks by putting a new text together out of what the value, in whatever case, draws. In a column that must stay distinct
 * letters and digits are permuted instead. An empty text stays.
 */
export function composedMask(context: TransformContext, { purpose, compose, bySubject, ownCase }: Composed): Mask {
  const otherwise = formFallback(context.key)
  if (context.column.unique) return { value: otherwise }
  const draws = keyedDraws(context.key, purpose)
  const subjectOf = subjectText(bySubject ? context.subject : [])
  const most = context.column.type.maxLength ?? Number.POSITIVE_INFINITY
  return {
    value(text, row) {
      const trimmed = text.trim()
      if (trimmed === '') return text
      const plain = caseless(trimmed)
      const about = bySubject ? caseless(subjectOf(plain, row)) : plain
      const letterCase = ownCase ? 'as it is' : letterCaseOf(trimmed)
      const drawn = draws.of(about)
      for (let i = 0; i < TRIES; i++) {
        const composed = inCase(cut(compose(drawn, trimmed), most), letterCase)
        if (caseless(composed) !== plain) return composed
      }
      return otherwise(text)
    },
  }
}
