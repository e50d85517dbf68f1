import type { Expression } from './ast.ts'

/** The expressions right below, in the order in which they are written. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case 'literal':
    case 'field':
      return []
    case 'and':
    case 'or':
      return expression.operands
    case 'not':
    case 'negate':
    case 'is':
    case 'cast':
    case 'collate':
      return [expression.operand]
    case 'compare':
    case 'arithmetic':
    case 'distinct':
      return [expression.left, expression.right]
    case 'operator':
      return expression.left ? [expression.left, expression.right] : [expression.right]
    case 'between':
      return [expression.operand, expression.low, expression.high]
    case 'in':
      return [expression.operand, ...expression.list]
    case 'quantified':
      return [expression.operand, expression.array]
    case 'match':
      return expression.escapedBy
        ? [expression.operand, expression.pattern, expression.escapedBy]
        : [expression.operand, expression.pattern]
    case 'case':
      return [
        ...(expression.operand ? [expression.operand] : []),
        ...expression.branches.flatMap(({ condition, result }) => [condition, result]),
        ...(expression.otherwise ? [expression.otherwise] : []),
      ]
    case 'call':
      return expression.parameters
    case 'array':
      return expression.elements
    case 'subscript':
      return [expression.operand, expression.index]
  }
}

export function* walk(expression: Expression): Generator<Expression> {
  yield expression
  for (const child of childrenOf(expression)) yield* walk(child)
}

/** The same expression with every part put through `change`, from the leaves up. */
export function rewrite(expression: Expression, change: (part: Expression) => Expression): Expression {
  const into = (part: Expression) => rewrite(part, change)
  switch (expression.type) {
    case 'literal':
    case 'field':
      return change(expression)
    case 'and':
    case 'or':
      return change({ ...expression, operands: expression.operands.map(into) })
    case 'not':
    case 'negate':
    case 'is':
    case 'cast':
    case 'collate':
      return change({ ...expression, operand: into(expression.operand) })
    case 'compare':
    case 'arithmetic':
    case 'distinct':
      return change({ ...expression, left: into(expression.left), right: into(expression.right) })
    case 'operator':
      return change({ ...expression, left: expression.left && into(expression.left), right: into(expression.right) })
    case 'between':
      return change({
        ...expression,
        operand: into(expression.operand),
        low: into(expression.low),
        high: into(expression.high),
      })
    case 'in':
      return change({ ...expression, operand: into(expression.operand), list: expression.list.map(into) })
    case 'quantified':
      return change({ ...expression, operand: into(expression.operand), array: into(expression.array) })
    case 'match':
      return change({
        ...expression,
        operand: into(expression.operand),
        pattern: into(expression.pattern),
        escapedBy: expression.escapedBy && into(expression.escapedBy),
      })
    case 'case':
      return change({
        ...expression,
        operand: expression.operand && into(expression.operand),
        branches: expression.branches.map(({ condition, result }) => ({
          condition: into(condition),
          result: into(result),
        })),
        otherwise: expression.otherwise && into(expression.otherwise),
      })
    case 'call':
      return change({ ...expression, parameters: expression.parameters.map(into) })
    case 'array':
      return change({ ...expression, elements: expression.elements.map(into) })
    case 'subscript':
      return change({ ...expression, operand: into(expression.operand), index: into(expression.index) })
  }
}
