import type { Vector } from '../model/batch.ts'
import { expressionOf, labelOf } from '../model/constraint-expression.ts'
import type { Expression } from '../model/expression/ast.ts'
import { compileCheck, type EvaluationOptions, unsupportedIn } from '../model/expression/evaluate.ts'
import { bindFields, fieldsOf } from '../model/expression/fields.ts'
import { operandOfField, operandOfVector } from '../model/expression/operand.ts'
import type { ConstraintDefinition, EntityDefinition } from '../model/schema.ts'
import type { RowRule, RuleGroup } from './settle.ts'

/** A constraint that cannot be evaluated here, and why. The database still checks it, if there is one. */
export interface Unchecked {
  readonly entity: string
  readonly constraint: string
  readonly unsupported: readonly string[]
}

export interface RowRules {
  readonly groups: readonly Omit<RuleGroup, 'redraw'>[]
  readonly unchecked: readonly Unchecked[]
}

export interface RuleContext {
  readonly entity: EntityDefinition
  readonly constraints: readonly ConstraintDefinition[]
  /** Fields that may be drawn again. */
  readonly free: ReadonlySet<string>
  /** For each computed field, the fields that it reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>
  readonly evaluation: EvaluationOptions
}

export function rowRules(context: RuleContext): RowRules {
  const unchecked: Unchecked[] = []
  const rules: RowRule[] = []
  const names = context.entity.fields.map(({ name }) => name)
  const shapes = new Map(context.entity.fields.map((field) => [field.name, operandOfField(field, () => null)]))
  for (const constraint of context.constraints) {
    const expression = expressionOf(constraint)
    if (!expression) continue
    const bound = bindFields(expression, names, context.evaluation.dialect === 'sqlite')
    const unsupported =
      bound.unknown.length > 0
        ? bound.unknown.map((name) => `field ${name}`)
        : unsupportedIn(bound.expression, shapes, context.evaluation)
    if (unsupported.length > 0)
      unchecked.push({ entity: context.entity.name, constraint: labelOf(constraint), unsupported })
    else rules.push(ruleOf(labelOf(constraint), bound.expression, context.evaluation))
  }
  return { groups: grouped(rules, context), unchecked }
}

function ruleOf(label: string, expression: Expression, evaluation: EvaluationOptions): RowRule {
  const fields = fieldsOf(expression)
  return {
    label,
    fields,
    broken(vectors: ReadonlyMap<string, Vector>, length) {
      const operands = new Map(
        fields.flatMap((name) => (vectors.has(name) ? [[name, operandOfVector(vectors.get(name)!)] as const] : [])),
      )
      // A field that the database fills itself is its own to check.
      if (operands.size < fields.length) return []
      const holds = compileCheck(expression, operands, evaluation)
      const broken: number[] = []
      for (let row = 0; row < length; row++) if (holds(row) === false) broken.push(row)
      return broken
    },
  }
}

/** Rules that share a field, directly or through a computed one, are settled together. */
function grouped(rules: readonly RowRule[], { free, reads }: RuleContext): Omit<RuleGroup, 'redraw'>[] {
  const groups: { rules: RowRule[]; fields: Set<string> }[] = []
  for (const rule of rules) {
    const fields = new Set(rule.fields.flatMap((name) => sourcesOf(name, reads)))
    const touching = groups.filter((group) => [...fields].some((name) => group.fields.has(name)))
    for (const group of touching) groups.splice(groups.indexOf(group), 1)
    groups.push({
      rules: [...touching.flatMap((group) => group.rules), rule],
      fields: new Set([...touching.flatMap((group) => [...group.fields]), ...fields]),
    })
  }
  return groups.map((group) => ({ rules: group.rules, free: [...group.fields].filter((name) => free.has(name)) }))
}

function sourcesOf(name: string, reads: ReadonlyMap<string, readonly string[]>): string[] {
  const read = reads.get(name)
  return read ? read.flatMap((one) => sourcesOf(one, reads)) : [name]
}
