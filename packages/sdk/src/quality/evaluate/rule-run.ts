import type { Batch } from '../../model/batch.ts'
import { bindFields } from '../../model/expression/fields.ts'
import type { FailedRow } from '../quality-report.ts'
import type { EvaluationContext, Measured, RuleKind } from '../rule-kind.ts'
import { kindOf, type Rule } from '../rules.ts'
import { failedRowsIn } from './failed-rows.ts'

/** One rule while rows come. */
export class RuleRun {
  readonly rule: Rule
  readonly kind: RuleKind<Rule>
  readonly columns: readonly string[]
  readonly sample: FailedRow[] = []
  readonly #evaluation: ReturnType<RuleKind<Rule>['start']>
  #sampled = 0

  constructor(rule: Rule, context: EvaluationContext) {
    this.rule = rule
    this.kind = kindOf(rule)
    this.columns = this.kind.columns(rule)
    this.#evaluation = this.kind.start(rule, context)
  }

  add(batch: Batch, passes: Uint8Array | undefined): void {
    this.#evaluation.add(batch, passes)
    const { failing } = this.#evaluation
    if (failing === undefined || failing.length === this.#sampled) return
    this.sample.push(...failedRowsIn(batch, failing.slice(this.#sampled), this.shown(batch)))
    this.#sampled = failing.length
  }

  addOther(batch: Batch): void {
    this.#evaluation.addOther?.(batch.entity, batch)
  }

  end(): Measured {
    return this.#evaluation.end()
  }

  /** The columns whose shapes a failed row shows: those that the rule reads, by their own names. */
  shown(batch: Batch): readonly string[] {
    const names = batch.columns.map(({ name }) => name)
    if (this.kind.readsAll === true) return names.slice(0, 8)
    const read = this.columns.map((name) => ({ type: 'field', name, quoted: false }) as const)
    return read.flatMap((field) => {
      const { expression } = bindFields(field, names)
      return expression.type === 'field' ? [expression.name] : []
    })
  }
}
