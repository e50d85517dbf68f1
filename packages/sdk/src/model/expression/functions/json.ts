import { convert } from '../convert.ts'
import { readText } from '../read-text.ts'
import { strict, type Term } from '../term.ts'
import { EvaluationFault, fault, isJson, shapeOf, type Value } from '../value.ts'
import { boolean, type FunctionCompiler, type Functions, fixed, integer, text } from './define.ts'

const member = (json: unknown) => (typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined)

function typeName(json: unknown): string {
  if (json === null) return 'null'
  if (Array.isArray(json)) return 'array'
  return typeof json
}

const type: FunctionCompiler = ofJson(text, (json) => typeName(json))

/** SQLite tells integers from reals and true from false. */
const sqliteType: FunctionCompiler = ofJson(text, (json) => {
  if (typeof json === 'boolean') return String(json)
  if (typeof json === 'number') return Number.isInteger(json) ? 'integer' : 'real'
  return typeof json === 'string' ? 'text' : typeName(json)
})

const arrayLength: FunctionCompiler = ofJson(integer, (json) =>
  Array.isArray(json) ? json.length : fault('JSON that is no array has no length'),
)
const sqliteArrayLength: FunctionCompiler = ofJson(integer, (json) => (Array.isArray(json) ? json.length : 0))

function ofJson(result: typeof text, compute: (json: unknown) => Value): FunctionCompiler {
  return ([value, ...others], scope) => {
    if (!value || others.length > 0) return undefined
    if (!['json', 'text', 'literal', 'any', 'null'].includes(value.type)) return undefined
    return strict(result, [convert(value, shapeOf('json'), scope)], (found) =>
      isJson(found) ? compute(found.json) : null,
    )
  }
}

const valid: FunctionCompiler = (parameters, scope) => {
  if (parameters[0]?.type === 'json') return fixed(boolean, ['json'], () => true)(parameters, scope)
  return fixed(boolean, ['text'], (value) => {
    try {
      readText(String(value), shapeOf('json'))
      return true
    } catch (thrown) {
      if (thrown instanceof EvaluationFault) return false
      throw thrown
    }
  })(parameters, scope)
}

/** The member of that name, or the element at that place; undefined where there is none. */
export function jsonAt(json: unknown, key: string | number): unknown {
  if (Array.isArray(json)) {
    const at = Number(key)
    return Number.isInteger(at) ? json.at(at) : undefined
  }
  const members = member(json)
  const name = String(key)
  return members && Object.hasOwn(members, name)
    ? Object.entries(members).find(([found]) => found === name)?.[1]
    : undefined
}

/** Whether `a` holds all of `b`, as jsonb's @> has it. */
export function jsonContains(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) {
    if (!Array.isArray(b)) return a.some((part) => typeof b !== 'object' && jsonContains(part, b))
    return b.every((wanted) => a.some((part) => jsonContains(part, wanted)))
  }
  const [inA, inB] = [member(a), member(b)]
  if (!inA || !inB) return !inA && !inB && !Array.isArray(b) && a === b
  return Object.entries(inB).every(
    ([name, wanted]) => Object.hasOwn(inA, name) && jsonContains(jsonAt(inA, name), wanted),
  )
}

/** What SQLite's ->> and json_extract give for a part of a document. */
export function scalarOf(json: unknown): Value {
  if (json === undefined || json === null) return null
  if (typeof json === 'string' || typeof json === 'number') return json
  return typeof json === 'boolean' ? Number(json) : JSON.stringify(json)
}

/** '$.a.b[0]' in steps; undefined where it is more than that. */
export function jsonPath(path: string): (string | number)[] | undefined {
  const steps: (string | number)[] = []
  if (!/^\$(?:\.[^.[\]"]+|\."[^"]*"|\[\d+\])*$/.test(path)) return undefined
  for (const [, bare, quoted, index] of path.matchAll(/\.([^.[\]"]+)|\."([^"]*)"|\[(\d+)\]/g))
    steps.push(index === undefined ? (bare ?? quoted ?? '') : Number(index))
  return steps
}

const extract: FunctionCompiler = ([document, path, ...others], scope) => {
  if (!document || !path?.constant || others.length > 0) return undefined
  const steps = jsonPath(String(path.at(0)))
  if (!steps) return undefined
  const json: Term = convert(document, shapeOf('json'), scope)
  return strict(shapeOf('any'), [json], (found) =>
    isJson(found) ? scalarOf(steps.reduce<unknown>((at, step) => jsonAt(at, step), found.json)) : null,
  )
}

export const jsonFunctions: Functions = {
  jsonb_typeof: type,
  json_typeof: type,
  json_type: sqliteType,
  jsonb_array_length: arrayLength,
  json_array_length: (parameters, scope) =>
    (scope.dialect === 'sqlite' ? sqliteArrayLength : arrayLength)(parameters, scope),
  json_valid: valid,
  json_extract: extract,
  'is json': valid,
  'is json value': valid,
}
