import { convert } from './convert.ts'
import { jsonAt, jsonContains, jsonPath, scalarOf } from './functions/json.ts'
import { compileCall } from './functions.ts'
import { compileMatch } from './match.ts'
import { compareValues } from './order.ts'
import { folded, type Scope, strict, type Term, unsupported } from './term.ts'
import { unify } from './unify.ts'
import { isJson, isList, shapeOf, type Value } from './value.ts'
import { writeText } from './write-text.ts'

const boolean = shapeOf('boolean')
const json = shapeOf('json')

/** Operators that no expression of plain SQL has: of JSON, lists and bits. */
export function compileOperator(operator: string, left: Term | undefined, right: Term, scope: Scope): Term {
  const known = left ? binary(operator, left, right, scope) : prefix(operator, right, scope)
  if (known) return known
  return unsupported(scope, left ? `operator ${left.type} ${operator} ${right.type}` : `operator ${operator}`)
}

function prefix(operator: string, right: Term, scope: Scope): Term | undefined {
  if (operator === '@') return compileCall('abs', [right], scope)
  if (operator === '|/') return compileCall('sqrt', [right], scope)
  if (operator === '~' && right.type === 'integer') return strict(right, [right], (x) => Number(~BigInt(Number(x))))
  return undefined
}

function binary(operator: string, left: Term, right: Term, scope: Scope): Term | undefined {
  switch (operator) {
    case '^':
      return compileCall('power', [left, right], scope)
    case '^@':
      return compileCall('starts_with', [left, right], scope)
    case '&':
    case '|':
    case '#':
    case '<<':
    case '>>':
      return bits(operator, left, right)
    case '->':
    case '->>':
      return part(left, right, operator === '->>', scope)
    case '#>':
    case '#>>':
      return partAtPath(left, right, operator === '#>>', scope)
    case '?':
    case '?|':
    case '?&':
      return hasKeys(operator, left, right, scope)
    case '@>':
      return contains(left, right, scope)
    case '<@':
      return contains(right, left, scope)
    case '&&':
      return ofLists(left, right, scope, (a, b) => b.some((wanted) => holds(a, wanted)))
    case 'regexp':
      return compileMatch('regex', left, right, undefined, scope)
    default:
      return undefined
  }
}

function bits(operator: '&' | '|' | '#' | '<<' | '>>', left: Term, right: Term): Term | undefined {
  if (left.type !== 'integer' || right.type !== 'integer') return undefined
  return strict(left, [left, right], (x, y) => {
    const a = BigInt(Number(x))
    const b = BigInt(Number(y))
    switch (operator) {
      case '&':
        return Number(a & b)
      case '|':
        return Number(a | b)
      case '#':
        return Number(a ^ b)
      case '<<':
        return Number(BigInt.asIntN(64, a << b))
      case '>>':
        return Number(a >> b)
    }
  })
}

function asJson(term: Term, scope: Scope): Term | undefined {
  const isText = term.type === 'text' || term.type === 'literal'
  if (isText && scope.dialect === 'postgres') return undefined
  return ['json', 'text', 'literal', 'any', 'null'].includes(term.type) ? convert(term, json, scope) : undefined
}

function partAs(found: unknown, asText: boolean, scope: Scope): Value {
  if (found === undefined) return null
  if (!asText) return { json: found }
  if (scope.dialect === 'sqlite') return scalarOf(found)
  if (found === null) return null
  return typeof found === 'string' ? found : writeText({ json: found }, json, scope.dialect)
}

function part(left: Term, right: Term, asText: boolean, scope: Scope): Term | undefined {
  const document = asJson(left, scope)
  const key = right.type === 'integer' ? right : convert(right, shapeOf('text'), scope)
  if (!document) return undefined
  const result = shapeOf(!asText ? 'json' : scope.dialect === 'sqlite' ? 'any' : 'text')
  return strict(result, [document, key], (found, at) => {
    if (!isJson(found)) return null
    const steps = typeof at === 'string' && at.startsWith('$') ? jsonPath(at) : undefined
    if (scope.dialect === 'sqlite' && steps) return partAs(steps.reduce<unknown>(jsonAt, found.json), asText, scope)
    return partAs(jsonAt(found.json, typeof at === 'number' ? at : String(at)), asText, scope)
  })
}

function partAtPath(left: Term, right: Term, asText: boolean, scope: Scope): Term | undefined {
  const document = asJson(left, scope)
  const path = texts(right, scope)
  if (!document || !path) return undefined
  return strict(shapeOf(asText ? 'text' : 'json'), [document, path], (found, steps) => {
    if (!isJson(found) || !isList(steps)) return null
    return partAs(
      steps.reduce<unknown>((at, step) => jsonAt(at, String(step)), found.json),
      asText,
      scope,
    )
  })
}

function texts(term: Term, scope: Scope): Term | undefined {
  const list = { type: 'list' as const, scale: 0, element: shapeOf('text') }
  return term.type === 'list' || term.type === 'literal' ? convert(term, list, scope) : undefined
}

function hasKeys(operator: '?' | '?|' | '?&', left: Term, right: Term, scope: Scope): Term | undefined {
  const document = asJson(left, scope)
  const keys = operator === '?' ? convert(right, shapeOf('text'), scope) : texts(right, scope)
  if (!document || !keys) return undefined
  return strict(boolean, [document, keys], (found, wanted) => {
    if (!isJson(found)) return null
    const has = (key: Value) =>
      Array.isArray(found.json) ? found.json.includes(key) : jsonAt(found.json, String(key)) !== undefined
    if (!isList(wanted)) return has(wanted)
    return operator === '?|' ? wanted.some(has) : wanted.every(has)
  })
}

function contains(whole: Term, inner: Term, scope: Scope): Term | undefined {
  if (whole.type !== 'json' && inner.type !== 'json')
    return ofLists(whole, inner, scope, (a, b) => b.every((wanted) => holds(a, wanted)))
  const terms = [convert(whole, json, scope), convert(inner, json, scope)]
  return strict(boolean, terms, (a, b) => (isJson(a) && isJson(b) ? jsonContains(a.json, b.json) : null))
}

function ofLists(
  left: Term,
  right: Term,
  scope: Scope,
  compute: (a: readonly Value[], b: readonly Value[]) => boolean,
): Term | undefined {
  const known = (term: Term) => ['list', 'literal', 'any', 'null'].includes(term.type)
  if (!known(left) || !known(right)) return undefined
  // Two strings say nothing about what they stand for.
  if ([left, right].every(({ type }) => type === 'literal' || type === 'null')) return undefined
  const unified = unify([left, right], scope)
  if (!unified) return undefined
  return folded(strict(boolean, unified.terms, (a, b) => (isList(a) && isList(b) ? compute(a, b) : null)))
}

/** Nulls in lists match nothing. */
function holds(list: readonly Value[], wanted: Value): boolean {
  if (wanted === null) return false
  return list.some((item) => item !== null && compareValues(item, wanted) === 0)
}
