import { convert } from '../convert.ts'
import { type Scope, strict, type Term } from '../term.ts'
import { type Shape, shapeOf, type Value, type ValueType } from '../value.ts'

/** Compiles a call of one function; undefined where it does not take these parameters. */
export type FunctionCompiler = (parameters: readonly Term[], scope: Scope) => Term | undefined

export type Functions = Readonly<Record<string, FunctionCompiler>>

type Present = Exclude<Value, null>

const textLike: ReadonlySet<ValueType> = new Set(['text', 'literal', 'null', 'any', 'uuid'] as const)
const numeric: ReadonlySet<ValueType> = new Set(['integer', 'decimal', 'float', 'literal', 'null', 'any'] as const)
export const momentTypes: ReadonlySet<ValueType> = new Set(['date', 'timestamp', 'timestamptz'] as const)

/** Whether a parameter can stand where that type is wanted, as a database would convert it without being told to. */
function accepts(wanted: ValueType, term: Term, scope: Scope): boolean {
  if (wanted === 'text') return scope.dialect === 'sqlite' ? term.type !== 'list' : textLike.has(term.type)
  if (wanted === 'integer' || wanted === 'float')
    return numeric.has(term.type) || (scope.dialect === 'sqlite' && (term.type === 'boolean' || term.type === 'text'))
  return term.type === wanted || term.type === 'literal' || term.type === 'null' || term.type === 'any'
}

/** A function of parameters of these types, the last `optional` of which may be left out; null where one is null. */
export function fixed(
  result: Shape,
  types: readonly ValueType[],
  compute: (...values: Present[]) => Value,
  optional = 0,
): FunctionCompiler {
  return (parameters, scope) => {
    if (parameters.length > types.length || parameters.length < types.length - optional) return undefined
    const terms: Term[] = []
    for (const [i, parameter] of parameters.entries()) {
      const type = types[i]!
      if (!accepts(type, parameter, scope)) return undefined
      terms.push(convert(parameter, shapeOf(type), scope))
    }
    return strict(result, terms, compute)
  }
}

export const text = shapeOf('text')
export const integer = shapeOf('integer')
export const float = shapeOf('float')
export const boolean = shapeOf('boolean')
