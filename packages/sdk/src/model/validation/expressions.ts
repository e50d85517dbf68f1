import { UnderstudyError } from '../../errors.ts'
import { circlesOf } from '../components.ts'
import type { Expression } from '../expression/ast.ts'
import { unsupportedIn } from '../expression/evaluate.ts'
import { bindFields, fieldsOf } from '../expression/fields.ts'
import { operandOfField } from '../expression/operand.ts'
import { parseExpression } from '../expression/parse.ts'
import type { Dialect } from '../expression/term.ts'
import { joinPath, type Problem, problem, quoted } from '../problem.ts'
import type { View, ViewEntity } from './view.ts'

/** Expressions of one schema, by their place. Those that can't be read, or name what is not there, are missing. */
export type Expressions = ReadonlyMap<string, Expression>

export interface ReadExpressions {
  readonly expressions: Expressions
  readonly problems: readonly Problem[]
}

export function readExpressions(view: View, dialect: Dialect): ReadExpressions {
  const expressions = new Map<string, Expression>()
  const problems: Problem[] = []
  for (const entity of view.entities.values()) {
    const reader = new Reader(entity, dialect, expressions, problems)
    for (const { path, value } of entity.constraints) {
      // A check may come from a database that knows more: what is unknown here is left to that one.
      if (value.type === 'check') reader.read(value.expression, joinPath(path, 'expression'), false)
      if (value.type !== 'conditional') continue
      reader.read(value.when, joinPath(path, 'when'), true)
      reader.read(value.then, joinPath(path, 'then'), true)
    }
    problems.push(...computed(entity, reader))
  }
  return { expressions, problems }
}

class Reader {
  private readonly entity: ViewEntity
  private readonly dialect: Dialect
  private readonly expressions: Map<string, Expression>
  private readonly problems: Problem[]

  constructor(entity: ViewEntity, dialect: Dialect, expressions: Map<string, Expression>, problems: Problem[]) {
    this.entity = entity
    this.dialect = dialect
    this.expressions = expressions
    this.problems = problems
  }

  read(text: string, path: string, mustBeKnown: boolean): Expression | undefined {
    const { fields, malformedFields, definition } = this.entity
    const parsed = this.parse(text, path)
    if (!parsed) return undefined
    const { expression, unknown } = bindFields(
      parsed,
      [...fields.keys(), ...malformedFields],
      this.dialect === 'sqlite',
    )
    for (const name of unknown) {
      const message = `it reads ${quoted(name)}, which is no field of ${quoted(definition.name)}`
      this.problems.push(problem('UNKNOWN_FIELD', path, message))
    }
    if (unknown.length > 0 || fieldsOf(expression).some((name) => malformedFields.has(name))) return undefined
    this.expressions.set(path, expression)
    if (mustBeKnown) this.unsupported(expression, path)
    return expression
  }

  private parse(text: string, path: string): Expression | undefined {
    try {
      return parseExpression(text)
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'EXPRESSION_INVALID') throw thrown
      this.problems.push(problem('EXPRESSION_INVALID', path, thrown.message))
      return undefined
    }
  }

  private unsupported(expression: Expression, path: string): void {
    const { fields } = this.entity
    const operands = new Map([...fields].map(([name, { value }]) => [name, operandOfField(value, () => null)]))
    const unknown = unsupportedIn(expression, operands, { dialect: this.dialect })
    if (unknown.length > 0)
      this.problems.push(problem('EXPRESSION_UNSUPPORTED', path, `it can't be evaluated: ${unknown.join(', ')}`))
  }
}

function computed(entity: ViewEntity, reader: Reader): Problem[] {
  const reads = new Map<string, string[]>()
  for (const [name, { path, value }] of entity.fields) {
    if (value.compute === undefined) continue
    const expression = reader.read(value.compute, joinPath(path, 'compute'), true)
    reads.set(name, expression ? fieldsOf(expression) : [])
  }
  return circlesOf([...reads.keys()], reads).map((circle) => {
    const path = joinPath(entity.fields.get(circle[0]!)!.path, 'compute')
    const way = [...circle, circle[0]!].map(quoted).join(' → ')
    return problem('COMPUTE_CYCLE', path, `fields are computed from each other in a circle: ${way}`)
  })
}
