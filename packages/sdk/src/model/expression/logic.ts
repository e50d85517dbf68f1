import { convert } from './convert.ts'
import { folded, type Scope, type Term, unsupported } from './term.ts'
import { shapeOf, type ValueType } from './value.ts'

const truthLike: ReadonlySet<ValueType> = new Set(['boolean', 'literal', 'null', 'any'])
const truthLikeInSqlite: ReadonlySet<ValueType> = new Set([...truthLike, 'integer', 'decimal', 'float', 'text'])

/** A term as true, false or null. In SQLite numbers are truths: all but 0. */
export function truth(term: Term, scope: Scope): Term {
  if (term.type === 'boolean') return term
  const known = scope.dialect === 'sqlite' ? truthLikeInSqlite : truthLike
  if (!known.has(term.type)) return unsupported(scope, `${term.type} as a condition`)
  const isText = term.type === 'text' || term.type === 'literal'
  const number = scope.dialect === 'sqlite' && isText ? convert(term, shapeOf('float'), scope) : term
  return convert(number, shapeOf('boolean'), scope)
}

/** Three-valued: AND is false as soon as one operand is, and null if none is but one is null; OR the other way round. */
export function compileLogical(type: 'and' | 'or', operands: readonly Term[], scope: Scope): Term {
  const terms = operands.map((operand) => truth(operand, scope))
  const decisive = type === 'or'
  return folded({
    ...shapeOf('boolean'),
    constant: terms.every((term) => term.constant),
    at: (row) => {
      let result: boolean | null = !decisive
      for (const term of terms) {
        const value = term.at(row)
        if (value === decisive) return decisive
        if (value === null) result = null
      }
      return result
    },
  })
}

export function compileNot(operand: Term, scope: Scope): Term {
  const term = truth(operand, scope)
  return folded({
    ...shapeOf('boolean'),
    constant: term.constant,
    at: (row) => {
      const value = term.at(row)
      return value === null ? null : value !== true
    },
  })
}
