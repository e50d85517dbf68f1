import type { ComparisonOperator, Expression } from './ast.ts'

const opposite: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
}

/** The same operator seen from the other side: a < b is b > a. */
export const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** What must hold all together, with NOT carried inwards as far as it goes. Holds and fails for the same rows as the whole. */
export function conjunctsOf(expression: Expression): readonly Expression[] {
  const normal = withoutNot(expression, false)
  return normal.type === 'and' ? normal.operands.flatMap(conjunctsOf) : [normal]
}

/** What of which one must hold. */
export function disjunctsOf(expression: Expression): readonly Expression[] {
  const normal = withoutNot(expression, false)
  return normal.type === 'or' ? normal.operands.flatMap(disjunctsOf) : [normal]
}

/** Each of these steps keeps true, false and null as they are. */
function withoutNot(expression: Expression, negated: boolean): Expression {
  switch (expression.type) {
    case 'not':
      return withoutNot(expression.operand, !negated)
    case 'and':
    case 'or': {
      const type = negated === (expression.type === 'and') ? 'or' : 'and'
      return { type, operands: expression.operands.map((operand) => withoutNot(operand, negated)) }
    }
    case 'between': {
      const { operand, low, high } = expression
      const outside = expression.negated !== negated
      return {
        type: outside ? 'or' : 'and',
        operands: [
          { type: 'compare', operator: outside ? '<' : '>=', left: operand, right: low },
          { type: 'compare', operator: outside ? '>' : '<=', left: operand, right: high },
        ],
      }
    }
    default:
      return negated ? opposed(expression) : expression
  }
}

function opposed(expression: Expression): Expression {
  switch (expression.type) {
    case 'compare':
      return { ...expression, operator: opposite[expression.operator] }
    case 'quantified':
      return {
        ...expression,
        operator: opposite[expression.operator],
        quantifier: expression.quantifier === 'any' ? 'all' : 'any',
      }
    case 'in':
    case 'is':
    case 'distinct':
    case 'match':
      return { ...expression, negated: !expression.negated }
    default:
      return { type: 'not', operand: expression }
  }
}
