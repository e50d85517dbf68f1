import type { Dialect } from '../../database/adapter.ts'
import type { Expression } from '../../model/expression/ast.ts'
import { type FieldTypes, narrow } from '../../model/expression/narrow.ts'

/**
 * Whether no row can break a rule, as far as that can be proven: it is never false. Where this says no, there may be no
 * such row all the same.
 */
export function isAlwaysTrue(expression: Expression, fields: FieldTypes, dialect: Dialect): boolean {
  return neverFalse(expression) || narrow([{ type: 'not', operand: expression }], fields, { dialect }).never
}

/** What is compared with null is null; a rule passes where it is. */
function neverFalse(expression: Expression): boolean {
  switch (expression.type) {
    case 'literal':
      return expression.kind === 'null' || (expression.kind === 'boolean' && expression.value)
    case 'or':
      return expression.operands.some(neverFalse)
    case 'and':
      return expression.operands.every(neverFalse)
    case 'not':
      return neverTrue(expression.operand)
    case 'cast':
    case 'collate':
      return isNull(expression)
    case 'compare':
    case 'arithmetic':
      return isNull(expression.left) || isNull(expression.right)
    case 'in':
      return isNull(expression.operand) || (!expression.negated && expression.list.some(isNull))
    case 'quantified':
      return (
        isNull(expression.operand) ||
        isNull(expression.array) ||
        (expression.quantifier === 'any' && elements(expression.array).some(isNull))
      )
    case 'match':
      return isNull(expression.operand) || isNull(expression.pattern)
    case 'is':
      return expression.test === 'null' && !expression.negated && isNull(expression.operand)
    default:
      return false
  }
}

function neverTrue(expression: Expression): boolean {
  switch (expression.type) {
    case 'literal':
      return expression.kind === 'null' || (expression.kind === 'boolean' && !expression.value)
    case 'or':
      return expression.operands.every(neverTrue)
    case 'and':
      return expression.operands.some(neverTrue)
    case 'not':
      return neverFalse(expression.operand)
    case 'compare':
      return isNull(expression.left) || isNull(expression.right)
    case 'in':
      return isNull(expression.operand) || (expression.negated && expression.list.some(isNull))
    default:
      return false
  }
}

function isNull(expression: Expression): boolean {
  switch (expression.type) {
    case 'literal':
      return expression.kind === 'null'
    case 'cast':
    case 'collate':
      return isNull(expression.operand)
    default:
      return false
  }
}

function elements(array: Expression): readonly Expression[] {
  if (array.type === 'cast') return elements(array.operand)
  return array.type === 'array' ? array.elements : []
}
