import type { Expression } from './expression/ast.ts'
import { parseExpression } from './expression/parse.ts'
import type { ConstraintDefinition } from './schema.ts'

const field = (name: string): Expression => ({ type: 'field', name, quoted: true })

function literal(value: string | number | boolean): Expression {
  if (typeof value === 'boolean') return { type: 'literal', kind: 'boolean', value }
  if (typeof value === 'string') return { type: 'literal', kind: 'text', text: value }
  const number: Expression = { type: 'literal', kind: 'number', text: String(Math.abs(value)) }
  return value < 0 ? { type: 'negate', operand: number } : number
}

function all(operands: readonly Expression[]): Expression {
  return operands.length === 1 ? operands[0]! : { type: 'and', operands }
}

/** What a constraint demands of one row, as an expression; undefined for those about several rows. */
export function expressionOf(constraint: ConstraintDefinition): Expression | undefined {
  switch (constraint.type) {
    case 'unique':
      return undefined
    case 'check':
      return parseExpression(constraint.expression)
    case 'range': {
      const { min, max } = constraint
      const left = field(constraint.field)
      const bounds: Expression[] = []
      if (min !== undefined) bounds.push({ type: 'compare', operator: '>=', left, right: literal(min) })
      if (max !== undefined) bounds.push({ type: 'compare', operator: '<=', left, right: literal(max) })
      return bounds.length === 0 ? undefined : all(bounds)
    }
    case 'enum':
      return { type: 'in', operand: field(constraint.field), list: constraint.values.map(literal), negated: false }
    case 'order': {
      const operator = constraint.strict ? '<' : '<='
      // Every pair, so that a null in the middle hides nothing.
      return all(
        constraint.fields.flatMap((left, i) =>
          constraint.fields
            .slice(i + 1)
            .map((right): Expression => ({ type: 'compare', operator, left: field(left), right: field(right) })),
        ),
      )
    }
    case 'conditional':
      // Unlike a CHECK, a consequence that is unknown is not met.
      return {
        type: 'or',
        operands: [
          { type: 'is', operand: parseExpression(constraint.when), test: 'true', negated: true },
          { type: 'is', operand: parseExpression(constraint.then), test: 'true', negated: false },
        ],
      }
  }
}

export function labelOf(constraint: ConstraintDefinition): string {
  if (constraint.name) return constraint.name
  switch (constraint.type) {
    case 'check':
      return `check (${constraint.expression})`
    case 'conditional':
      return `when ${constraint.when} then ${constraint.then}`
    case 'unique':
    case 'order':
      return `${constraint.type} (${constraint.fields.join(', ')})`
    case 'range':
    case 'enum':
      return `${constraint.type} of ${constraint.field}`
  }
}
