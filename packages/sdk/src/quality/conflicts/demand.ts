import type { Domain } from '../../model/expression/domain.ts'
import type { FieldType } from '../../model/schema.ts'
import type { FormatName } from '../rules/named-formats.ts'

/** A column of an entity. */
export interface Place {
  readonly entity: string
  readonly column: string
}

/** What one rule demands of rows, in the few words in which rules can be held against each other. */
export type Demand =
  /** Of a value that is there. */
  | { readonly kind: 'domain'; readonly at: Place; readonly domain: Domain }
  | { readonly kind: 'type'; readonly at: Place; readonly is: FieldType }
  | { readonly kind: 'format'; readonly at: Place; readonly format: FormatName }
  | { readonly kind: 'not null'; readonly at: Place }
  /** No value may be there. */
  | { readonly kind: 'null'; readonly at: Place }
  /** No row meets it. */
  | { readonly kind: 'never'; readonly entity: string }
  /** Where both are there. */
  | { readonly kind: 'order'; readonly lesser: Place; readonly greater: Place; readonly strict: boolean }
  | { readonly kind: 'different'; readonly places: readonly [Place, Place] }
  /** A value of the one stands in the other. */
  | { readonly kind: 'reference'; readonly child: Place; readonly parent: Place }
  | { readonly kind: 'unique'; readonly entity: string; readonly columns: readonly string[] }
  /** Where all of `from` are there, they go with one `to`. */
  | { readonly kind: 'determines'; readonly entity: string; readonly from: readonly string[]; readonly to: string }
  | { readonly kind: 'rows'; readonly entity: string; readonly min: number; readonly max: number }
  | { readonly kind: 'distinct'; readonly at: Place; readonly min: number }
  /** A value between the least and the greatest of the column lies within. */
  | { readonly kind: 'statistic'; readonly at: Place; readonly min: number; readonly max: number }

/** All that a rule demands, and what of it is not in that. */
export interface Demands {
  readonly demands: readonly Demand[]
  /** Why other rules are not held against the rest of it; undefined where there is no rest. */
  readonly rest: string | undefined
}

export function keyOfPlace({ entity, column }: Place): string {
  return JSON.stringify([entity, column])
}
