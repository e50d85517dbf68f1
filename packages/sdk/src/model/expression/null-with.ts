import type { Expression } from './ast.ts'

const strictFunctions: ReadonlySet<string> = new Set(
  `abs btrim cardinality ceil char_length character_length date_part date_trunc floor jsonb_typeof left length lower ltrim
  mod octet_length position round rtrim strpos substr substring trim trunc upper`.split(/\s+/),
)

/** Whether the expression is null in every row where the field is. Where that is not plain to see: no. */
export function nullWith(expression: Expression, field: string): boolean {
  const one = (part: Expression) => nullWith(part, field)
  switch (expression.type) {
    case 'field':
      return expression.name === field
    case 'not':
    case 'negate':
    case 'cast':
    case 'collate':
      return one(expression.operand)
    case 'compare':
    case 'arithmetic':
      return one(expression.left) || one(expression.right)
    case 'in':
      return expression.list.length > 0 && one(expression.operand)
    case 'match':
      return one(expression.operand) || one(expression.pattern)
    case 'and':
    case 'or':
      return expression.operands.every(one)
    case 'call':
      return strictFunctions.has(expression.name) && expression.parameters.some(one)
    default:
      return false
  }
}
