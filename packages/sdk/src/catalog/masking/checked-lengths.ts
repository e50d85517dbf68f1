import { UnderstudyError } from '../../errors.ts'
import type { Expression } from '../../model/expression/ast.ts'
import { parseExpression } from '../../model/expression/parse.ts'

/**
 * How many characters checks let a column have, by its name: length(code) <= 8, alone or beside other conditions. What a
 * check says otherwise is not in it.
 */
export function checkedLengths(checks: readonly string[]): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>()
  for (const check of checks) {
    for (const { column, most } of boundsIn(parsed(check)))
      lengths.set(column, Math.min(most, lengths.get(column) ?? most))
  }
  return lengths
}

interface Bound {
  readonly column: string
  readonly most: number
}

function parsed(check: string): Expression | undefined {
  try {
    return parseExpression(check)
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID')) throw thrown
    return undefined
  }
}

function boundsIn(check: Expression | undefined): Bound[] {
  switch (check?.type) {
    case 'and':
      return check.operands.flatMap(boundsIn)
    case 'or': {
      // A check passes NULL anyway.
      const [one, ...others] = check.operands.filter(
        (part) => !(part.type === 'is' && part.test === 'null' && !part.negated),
      )
      return others.length === 0 ? boundsIn(one) : []
    }
    case 'compare': {
      const { left, right, operator } = check
      const turned = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=', '<>': '<>' } as const
      return [...bound(left, operator, right), ...bound(right, turned[operator], left)]
    }
    case 'between':
      return check.negated ? [] : bound(check.operand, '<=', check.high)
    default:
      return []
  }
}

function bound(measured: Expression, operator: string, limit: Expression): Bound[] {
  const column = measuredColumn(measured)
  if (column === undefined || limit.type !== 'literal' || limit.kind !== 'number') return []
  const number = Number(limit.text)
  const most =
    operator === '<' ? Math.ceil(number) - 1 : operator === '<=' || operator === '=' ? Math.floor(number) : -1
  return most >= 1 ? [{ column, most }] : []
}

/** The column whose characters are counted. */
function measuredColumn(expression: Expression): string | undefined {
  if (expression.type !== 'call' || !/^(?:length|char_length|character_length)$/.test(expression.name)) return undefined
  const [argument] = expression.parameters
  const inner = argument?.type === 'cast' ? argument.operand : argument
  return inner?.type === 'field' ? inner.name : undefined
}
