import { UnderstudyError } from '../../errors.ts'
import { compileArithmetic, compileNegation } from './arithmetic.ts'
import type { Expression, Literal } from './ast.ts'
import { compileBetween, compileComparison, compileDistinct, compileIn, compileQuantified } from './comparison.ts'
import { castTo, convert } from './convert.ts'
import { parseDecimal, toFloat } from './exact.ts'
import { compileCall } from './functions.ts'
import { compileLogical, compileNot, truth } from './logic.ts'
import { compileMatch } from './match.ts'
import { compileOperator } from './operators.ts'
import { castTarget } from './shape.ts'
import { constant, folded, type Scope, strict, type Term, unsupported } from './term.ts'
import { unify } from './unify.ts'
import { isList, shapeOf, type Value } from './value.ts'

/** Closures instead of a walk over the tree per row. What can't be evaluated is named in the scope. */
export function compile(expression: Expression, scope: Scope): Term {
  const into = (part: Expression) => compile(part, scope)
  switch (expression.type) {
    case 'literal':
      return literal(expression, scope)
    case 'field':
      return field(expression.name, scope)
    case 'and':
    case 'or':
      return compileLogical(expression.type, expression.operands.map(into), scope)
    case 'not':
      return compileNot(into(expression.operand), scope)
    case 'negate':
      return compileNegation(into(expression.operand), scope)
    case 'compare':
      return compileComparison(expression.operator, ...pair(expression.left, expression.right, scope), scope)
    case 'arithmetic':
      return compileArithmetic(expression.operator, into(expression.left), into(expression.right), scope)
    case 'operator':
      return compileOperator(
        expression.operator,
        expression.left && into(expression.left),
        into(expression.right),
        scope,
      )
    case 'is':
      return is(into(expression.operand), expression.test, expression.negated, scope)
    case 'distinct':
      return compileDistinct(...pair(expression.left, expression.right, scope), expression.negated, scope)
    case 'between':
      return negatedIf(
        expression.negated,
        compileBetween(into(expression.operand), into(expression.low), into(expression.high), scope),
        scope,
      )
    case 'in':
      return negatedIf(expression.negated, compileIn(into(expression.operand), expression.list.map(into), scope), scope)
    case 'quantified': {
      const { operator, quantifier, operand, array } = expression
      return compileQuantified(operator, quantifier, into(operand), into(array), scope)
    }
    case 'match': {
      const { style, operand, pattern, escapedBy, negated } = expression
      return negatedIf(
        negated,
        compileMatch(style, into(operand), into(pattern), escapedBy && into(escapedBy), scope),
        scope,
      )
    }
    case 'case':
      return conditional(expression, scope)
    case 'call':
      return compileCall(expression.name, expression.parameters.map(into), scope)
    case 'cast': {
      const target = castTarget(expression.target, scope.dialect)
      return target
        ? castTo(into(expression.operand), target, scope)
        : unsupported(scope, `type ${expression.target.name}`)
    }
    case 'array':
      return array(expression.elements.map(into), scope)
    case 'subscript':
      return subscript(into(expression.operand), into(expression.index), scope)
    case 'collate':
      return collate(into(expression.operand), expression.collation, scope)
  }
}

/** A collation on either side holds for both. */
function pair(left: Expression, right: Expression, scope: Scope): [Term, Term] {
  const terms: [Term, Term] = [compile(left, scope), compile(right, scope)]
  if (left.type === 'collate' && right.type !== 'collate') terms[1] = collate(terms[1], left.collation, scope)
  if (right.type === 'collate' && left.type !== 'collate') terms[0] = collate(terms[0], right.collation, scope)
  return terms
}

function negatedIf(negated: boolean, term: Term, scope: Scope): Term {
  return negated ? compileNot(term, scope) : term
}

function literal(expression: Literal, scope: Scope): Term {
  switch (expression.kind) {
    case 'null':
      return constant(shapeOf('null'), null)
    case 'boolean':
      return scope.dialect === 'sqlite'
        ? constant(shapeOf('integer'), Number(expression.value))
        : constant(shapeOf('boolean'), expression.value)
    case 'text':
      return constant(shapeOf('literal'), expression.text)
    case 'bytes':
      return constant(shapeOf('bytes'), expression.text)
    case 'number':
      return number(expression.text, scope)
  }
}

function number(text: string, scope: Scope): Term {
  if (/^0[xob]/i.test(text)) return constant(shapeOf('integer'), Number(text))
  const decimal = parseDecimal(text)
  if (!decimal) return unsupported(scope, `number ${text}`)
  const { unscaled, scale } = decimal
  if (/^\d+$/.test(text)) return constant(shapeOf('integer'), unscaled)
  if (scope.dialect === 'sqlite') return constant(shapeOf('float'), toFloat(unscaled, scale))
  return constant(shapeOf('decimal', scale), unscaled)
}

/** SQLite has no decimals and no booleans: it holds floats and 0 and 1. */
function field(name: string, scope: Scope): Term {
  const operand = scope.operandOf(name)
  if (!operand) {
    throw new UnderstudyError('EXPRESSION_INVALID', {
      operation: 'compile an expression',
      message: `it reads ${JSON.stringify(name)}, which is no field that is given`,
    })
  }
  const { type, scale, element } = operand
  const term: Term = { type, scale, element, constant: false, at: (row) => operand.at(row) }
  if (scope.dialect === 'postgres') return term
  if (type === 'decimal') return convert(term, shapeOf('float'), scope)
  return type === 'boolean' ? convert(term, shapeOf('integer'), scope) : term
}

function is(term: Term, test: 'null' | 'true' | 'false' | 'unknown', negated: boolean, scope: Scope): Term {
  const operand = test === 'null' ? term : truth(term, scope)
  const wanted = test === 'true' ? true : test === 'false' ? false : null
  return folded({
    ...shapeOf('boolean'),
    constant: operand.constant,
    at: (row) => (operand.at(row) === wanted) !== negated,
  })
}

function conditional(expression: Expression & { type: 'case' }, scope: Scope): Term {
  const subject = expression.operand && compile(expression.operand, scope)
  const conditions = expression.branches.map(({ condition }) => {
    const met = compile(condition, scope)
    return subject ? compileComparison('=', subject, met, scope) : truth(met, scope)
  })
  const results = expression.branches.map(({ result }) => compile(result, scope))
  results.push(expression.otherwise ? compile(expression.otherwise, scope) : constant(shapeOf('null'), null))
  const unified = unify(results, scope)
  if (!unified) return unsupported(scope, 'CASE with results of different types')
  const { shape, terms } = unified
  return folded({
    ...shape,
    constant: [...conditions, ...terms].every((term) => term.constant),
    at: (row) => {
      const taken = conditions.findIndex((condition) => condition.at(row) === true)
      return terms.at(taken)!.at(row)
    },
  })
}

function array(elements: readonly Term[], scope: Scope): Term {
  const unified = unify(elements, scope)
  if (!unified) return unsupported(scope, 'ARRAY with elements of different types')
  const { shape, terms } = unified
  return folded({
    type: 'list',
    scale: 0,
    element: elements.every((element) => element.type === 'literal') ? shapeOf('literal') : shape,
    constant: terms.every((term) => term.constant),
    at: (row) => terms.map((term) => term.at(row)),
  })
}

/** Counted from 1; beyond the ends there is null. */
function subscript(list: Term, index: Term, scope: Scope): Term {
  if (list.type !== 'list' && list.type !== 'any') return unsupported(scope, `subscript of ${list.type}`)
  const position = convert(index, shapeOf('integer'), scope)
  return strict(
    list.element ?? shapeOf('any'),
    [list, position],
    (elements, at): Value => (isList(elements) ? (elements[Number(at) - 1] ?? null) : null),
  )
}

function collate(term: Term, collation: string, scope: Scope): Term {
  switch (collation.toLowerCase()) {
    case 'c':
    case 'c.utf8':
    case 'c.utf-8':
    case 'posix':
    case 'ucs_basic':
    case 'unicode':
    case 'default':
    case 'binary':
      return term
    case 'nocase':
      return strict(shapeOf('text'), [term], (text) => String(text).replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
    case 'rtrim':
      return strict(shapeOf('text'), [term], (text) => String(text).replace(/ +$/, ''))
    default:
      return unsupported(scope, `collation ${collation}`)
  }
}
