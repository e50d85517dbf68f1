import type { ColumnDecision } from '../policy.ts'
import type { PersonalClass } from './personal-class.ts'

/** What a column, or a part of one, seems to hold. Never a value of it. */
export interface Finding {
  readonly class: PersonalClass
  /** Whose number it is, ISO 3166-1 alpha-2, where that was told. */
  readonly country?: string | undefined
  /** Where inside of the value, as JSON paths have it: $.owner.email, $[*]. Left out: the whole value. */
  readonly path?: string | undefined
  /** 0 to 1. */
  readonly confidence: number
  /** Sentences for people. */
  readonly evidence: readonly string[]
  readonly decision: ColumnDecision | undefined
}

/** What one look at a column concludes, before all is put together. */
export interface Clue {
  readonly class: PersonalClass
  readonly country?: string | undefined
  readonly confidence: number
  readonly evidence: string
  /** Only some of the values are of it. */
  readonly part?: true | undefined
}
