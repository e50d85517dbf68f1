import { UnderstudyError } from '../../errors.ts'
import type { Expression } from './ast.ts'
import { compile } from './compile.ts'
import { bindFields, fieldsOf } from './fields.ts'
import { truth } from './logic.ts'
import { printExpression } from './print.ts'
import type { Dialect, Scope, Term } from './term.ts'
import { EvaluationFault, type Operand, shapeOf, type Value } from './value.ts'

export interface EvaluationOptions {
  /** Whose rules hold where they differ: of integer division by zero, LIKE, dates as text. Default: postgres. */
  readonly dialect?: Dialect | undefined
  /** Microseconds since 1970-01-01 that stand for the present; without it, expressions that read the clock are unsupported. */
  readonly now?: number | undefined
}

/** Fields by name; operandOfVector and operandOfField make them. */
export type Operands = ReadonlyMap<string, Operand>

/**
 * The functions, operators and types of the expression that evaluation does not know, as a person would name them; empty
 * where it can be evaluated. Knowing the fields' operands it also finds operators that are known, but not for their types.
 */
export function unsupportedIn(expression: Expression, operands?: Operands, options: EvaluationOptions = {}): string[] {
  const known = operands ?? new Map(fieldsOf(expression).map((name) => [name, anything]))
  const scope = scopeOf(known, options)
  const { expression: bound, unknown } = bindFields(expression, known.keys(), scope.dialect === 'sqlite')
  if (unknown.length > 0) return unknown.map((name) => `field ${name}`)
  compile(bound, scope)
  return [...scope.unsupported]
}

/** The value of the expression by row. A row that a database would refuse, for a division by zero or so, gives null. */
export function compileExpression(
  expression: Expression,
  operands: Operands,
  options: EvaluationOptions = {},
): Operand {
  const term = compiled(expression, operands, options)
  return { type: term.type, scale: term.scale, element: term.element, at: guarded(term, null) }
}

/** Whether the expression holds, by row: a CHECK passes where it is not false. A row that a database would refuse gives false. */
export function compileCheck(
  expression: Expression,
  operands: Operands,
  options: EvaluationOptions = {},
): (row: number) => boolean | null {
  const at = guarded(compiled(expression, operands, options, truth), false)
  return (row) => {
    const value = at(row)
    return value === null ? null : value === true
  }
}

const anything: Operand = { ...shapeOf('any'), at: () => null }

function scopeOf(operands: Operands, { dialect = 'postgres', now }: EvaluationOptions): Scope {
  return { operandOf: (name) => operands.get(name), dialect, now, unsupported: new Set() }
}

function compiled(
  expression: Expression,
  operands: Operands,
  options: EvaluationOptions,
  finish: (term: Term, scope: Scope) => Term = (term) => term,
): Term {
  const scope = scopeOf(operands, options)
  const { expression: bound } = bindFields(expression, operands.keys(), scope.dialect === 'sqlite')
  const term = finish(compile(bound, scope), scope)
  if (scope.unsupported.size === 0) return term
  throw new UnderstudyError('EXPRESSION_INVALID', {
    operation: 'compile an expression',
    message: `it holds what can't be evaluated: ${[...scope.unsupported].join(', ')}`,
    details: { expression: printExpression(expression), unsupported: [...scope.unsupported] },
  })
}

function guarded(term: Term, onFault: Value): (row: number) => Value {
  return (row) => {
    try {
      return term.at(row)
    } catch (thrown) {
      if (thrown instanceof EvaluationFault) return onFault
      throw thrown
    }
  }
}
