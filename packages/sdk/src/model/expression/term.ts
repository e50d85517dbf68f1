import { EvaluationFault, type Operand, type Shape, type Value } from './value.ts'

export type Dialect = 'postgres' | 'sqlite'

/** What the compilation of one expression knows and gathers. */
export interface Scope {
  operandOf(field: string): Operand | undefined
  readonly dialect: Dialect
  /** Microseconds since 1970 that stand for the present; without it the clock is not known. */
  readonly now: number | undefined
  /** What evaluation does not know, as a person would name it. */
  readonly unsupported: Set<string>
}

/** A compiled expression. */
export interface Term extends Operand {
  /** The same in every row. */
  readonly constant: boolean
}

export function constant(shape: Shape, value: Value): Term {
  return { ...shape, constant: true, at: () => value }
}

export function unsupported(scope: Scope, what: string): Term {
  scope.unsupported.add(what)
  return { type: 'any', scale: 0, constant: false, at: () => null }
}

/** Computes a term of constants once. One that fails is left to fail in every row. */
export function folded(term: Term): Term {
  if (!term.constant) return term
  try {
    return constant(term, term.at(0))
  } catch (thrown) {
    if (!(thrown instanceof EvaluationFault)) throw thrown
    return { ...term, constant: false }
  }
}

type Present = Exclude<Value, null>

/** A function that is null where any parameter is. */
export function strict(shape: Shape, inputs: readonly Term[], compute: (...values: Present[]) => Value): Term {
  return folded({ ...shape, constant: inputs.every((input) => input.constant), at: reader(inputs, compute) })
}

function reader(inputs: readonly Term[], compute: (...values: Present[]) => Value): (row: number) => Value {
  const [first, second] = inputs
  if (first && inputs.length === 1) {
    return (row) => {
      const value = first.at(row)
      return value === null ? null : compute(value)
    }
  }
  if (first && second && inputs.length === 2) {
    return (row) => {
      const a = first.at(row)
      if (a === null) return null
      const b = second.at(row)
      return b === null ? null : compute(a, b)
    }
  }
  return (row) => {
    const values: Present[] = []
    for (const input of inputs) {
      const value = input.at(row)
      if (value === null) return null
      values.push(value)
    }
    return compute(...values)
  }
}

/** A function that sees nulls. */
export function lenient(shape: Shape, inputs: readonly Term[], compute: (values: readonly Value[]) => Value): Term {
  return folded({
    ...shape,
    constant: inputs.every((input) => input.constant),
    at: (row) => compute(inputs.map((input) => input.at(row))),
  })
}
