import type { Batch } from '../../model/batch.ts'
import { bindFields } from '../../model/expression/fields.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import type { FieldDefinition } from '../../model/schema.ts'
import { PASS } from '../columns/verdict.ts'
import { RowExpression } from './row-expression.ts'
import type { RuleRun } from './rule-run.ts'

/** Everything that is evaluated over the rows of one entity, batch by batch: each filter once for all rules that have it. */
export class EntityRun {
  readonly rules: RuleRun[] = []
  /** Runs of other entities' rules that read this one, too. */
  readonly readers: RuleRun[] = []
  readonly seen = new Set<string>()
  readonly #fields: ReadonlyMap<string, FieldDefinition> | undefined
  readonly #now: Date
  readonly #filters = new Map<string, { readonly condition: RowExpression; passes: Uint8Array }>()
  rows = 0

  constructor(fields: ReadonlyMap<string, FieldDefinition> | undefined, now: Date) {
    this.#fields = fields
    this.#now = now
  }

  add(batch: Batch): void {
    this.rows += batch.length
    for (const { name } of batch.columns) this.seen.add(name)
    for (const run of this.readers) run.addOther(batch)
    const judged = new Set<string>()
    for (const run of this.rules) {
      const { where } = run.rule
      if (where === undefined) run.add(batch, undefined)
      else run.add(batch, this.#passes(where, batch, judged))
    }
  }

  /** Why a filter could not be applied; its rules are then not evaluated. */
  troubleOf(where: string): string | undefined {
    const unknown = bindFields(parseExpression(where), this.seen).unknown
    if (unknown.length > 0)
      return `its "where" reads what ${unknown.length > 1 ? 'are no columns' : 'is no column'}: ${unknown.join(', ')}`
    return this.#filters.get(where)?.condition.trouble
  }

  #passes(where: string, batch: Batch, judged: Set<string>): Uint8Array {
    let filter = this.#filters.get(where)
    if (filter === undefined) {
      filter = { condition: new RowExpression(where, this.#fields, this.#now), passes: new Uint8Array(0) }
      this.#filters.set(where, filter)
    }
    if (judged.has(where)) return filter.passes
    judged.add(where)
    if (filter.passes.length < batch.length) filter.passes = new Uint8Array(batch.length)
    filter.condition.judge(batch, filter.passes)
    for (let row = 0; row < batch.length; row++) filter.passes[row] = filter.passes[row] === PASS ? 1 : 0
    return filter.passes
  }
}
