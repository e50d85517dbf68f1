import type { z } from 'zod'
import type { Batch } from '../model/batch.ts'
import type { FieldDefinition } from '../model/schema.ts'
import type { Dimension, RuleBase } from './rule-base.ts'

/** The four lists of a file of rules. */
export type RuleGroup = 'completenessRules' | 'consistencyRules' | 'businessRules' | 'formatRules'

/**
 * What an evaluation counted. `considered` leaves out what the rule says nothing about: nulls belong to completeness. A
 * rule about a whole entity considers one thing, which failed or did not.
 */
export interface Measured {
  readonly considered: number
  readonly failed: number
  /** Of rules about a whole entity: the number, time or share that was held against the bounds. */
  readonly value?: number | string | undefined
  /** Row numbers within the rule's entity, the first of those that failed. */
  readonly failedRows: readonly number[]
  /** Why nothing was measured: an empty entity, only nulls, a column of another type. Then considered is 0. */
  readonly notEvaluated?: string | undefined
}

/** One rule over rows that come once, in any number of batches; memory is bounded or said in the kind's comment. */
export interface Evaluation {
  /** `passes[row]` is 0 for rows that the rule's `where` leaves out; absent where it has none. */
  add(batch: Batch, passes: Uint8Array | undefined): void
  end(): Measured
  /** The first rows that failed, as soon as it is known; absent where only the end can tell. */
  readonly failing?: readonly number[] | undefined
}

/** What is known before the first row. */
export interface EvaluationContext {
  /** Of the entity, where a schema or a catalog says so. */
  readonly fields: ReadonlyMap<string, FieldDefinition> | undefined
  /** How many failed rows are kept; 10 where a run does not say. */
  readonly samples: number
  readonly now: Date
}

export type TypedRule = RuleBase & { readonly type: string }

/** Everything about one type of rule; each has a file of its own in rules/. */
export interface RuleKind<R extends TypedRule> {
  readonly type: R['type']
  readonly group: RuleGroup
  readonly dimension: Dimension
  readonly schema: z.ZodType<R>
  /** One line for the table of docs/quality.md. */
  readonly about: string
  /** What is demanded, as a person would say it: `email holds a value`. */
  demand(rule: R): string
  /** Columns of the rule's entity that must be there; a rule on a column that is gone is not evaluated, and says so. */
  columns(rule: R): readonly string[]
  /** Its columns are written as in an expression: in any case, where they are not in quotes. */
  readonly readsExpressions?: true | undefined
  /** It reads every column that there is. */
  readonly readsAll?: true | undefined
  /** It can be held against an entity that has no rows. */
  readonly judgesEmpty?: true | undefined
  /** Other entities that it reads, with their columns. */
  others?(rule: R): readonly { readonly entity: string; readonly columns: readonly string[] }[]
  start(
    rule: R,
    context: EvaluationContext,
  ): Evaluation & {
    /** Batches of the entities that `others` names, in any order with the rule's own. */
    addOther?(entity: string, batch: Batch): void
  }
}
