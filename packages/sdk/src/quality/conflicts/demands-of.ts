import { UnderstudyError } from '../../errors.ts'
import type { Expression } from '../../model/expression/ast.ts'
import { type Domain, type Scalar, wholeDomain } from '../../model/expression/domain.ts'
import { type FieldTypes, narrow } from '../../model/expression/narrow.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import type { ValueType } from '../../model/expression/value.ts'
import type { Rule } from '../rules.ts'
import type { Demand, Demands, Place } from './demand.ts'

/** `types` are those that the rules of the entity say its columns have. */
export function demandsOf(rule: Rule, types: FieldTypes): Demands {
  const { entity } = rule
  const at = (column: string): Place => ({ entity, column })
  const domain = (column: string, part: Partial<Domain>, type?: ValueType): Demands =>
    whole([
      { kind: 'domain', at: at(column), domain: { ...wholeDomain(type ?? types.get(column)?.type ?? 'any'), ...part } },
    ])
  switch (rule.type) {
    case 'notNull':
      return whole([{ kind: 'not null', at: at(rule.column) }])
    case 'complete':
      return rule.needs === 'any'
        ? partly([], 'it is about several columns')
        : whole(rule.columns.map((column) => ({ kind: 'not null', at: at(column) })))
    case 'primaryKey':
      return whole([
        ...rule.columns.map((column): Demand => ({ kind: 'not null', at: at(column) })),
        { kind: 'unique', entity, columns: rule.columns },
      ])
    case 'unique':
      return whole([{ kind: 'unique', entity, columns: rule.columns }])
    case 'functionalDependency':
      return whole([{ kind: 'determines', entity, from: rule.columns, to: rule.determines }])
    case 'type':
      return whole([{ kind: 'type', at: at(rule.column), is: rule.is }])
    case 'namedFormat':
      return whole([{ kind: 'format', at: at(rule.column), format: rule.format }])
    case 'range':
      return domain(rule.column, boundsOf(rule), typeOfBounds(types.get(rule.column)?.type, rule.min ?? rule.max))
    case 'inSet':
      return domain(rule.column, { allowed: [...rule.values] })
    case 'notInSet':
      return domain(rule.column, { excluded: [...rule.values] })
    case 'length':
      return domain(rule.column, { minLength: rule.min ?? 0, maxLength: rule.max ?? Number.POSITIVE_INFINITY })
    case 'regex': {
      const { pattern, ignoreCase = false, not = false } = rule
      return domain(rule.column, { patterns: [{ source: pattern, ignoreCase, text: pattern, negated: not }] })
    }
    case 'pairGreater':
      return whole([{ kind: 'order', lesser: at(rule.lesser), greater: at(rule.greater), strict: !rule.orEqual }])
    case 'pairEqual': {
      const [a, b] = rule.columns
      if (a === undefined || b === undefined) return partly([], 'it is about other than two columns')
      return rule.not ? whole([{ kind: 'different', places: [at(a), at(b)] }]) : whole(equal(at(a), at(b)))
    }
    case 'foreignKey':
      return whole(
        rule.columns.map((column, i) => ({
          kind: 'reference',
          child: at(column),
          parent: { entity: rule.parent, column: rule.parentColumns[i] ?? column },
        })),
      )
    case 'rowCount':
      return {
        demands: [{ kind: 'rows', entity, min: rule.min ?? 0, max: rule.max ?? Number.POSITIVE_INFINITY }],
        rest: rule.sameAs === undefined ? undefined : 'it compares with another entity',
      }
    case 'distinctCount':
      return partly(
        rule.min === undefined ? [] : [{ kind: 'distinct', at: at(rule.column), min: rule.min }],
        'it counts what is different',
      )
    case 'aggregate': {
      const { measure, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rule
      return between.has(measure)
        ? whole([{ kind: 'statistic', at: at(rule.column), min, max }])
        : partly([], `it is about the ${measure} of a column`)
    }
    case 'expressionTrue':
      return ofExpression(entity, () => parseExpression(rule.expression), types)
    case 'conditional':
      return ofExpression(entity, () => implication(parseExpression(rule.when), parseExpression(rule.then)), types)
    default:
      return partly([], `rules of type ${rule.type} are not held against others`)
  }
}

/** What lies between the least and the greatest value of a column. */
const between: ReadonlySet<string> = new Set(['min', 'max', 'mean', 'median', 'quantile'])

const whole = (demands: readonly Demand[]): Demands => ({ demands, rest: undefined })
const partly = (demands: readonly Demand[], rest: string): Demands => ({ demands, rest })

function equal(a: Place, b: Place): Demand[] {
  return [
    { kind: 'order', lesser: a, greater: b, strict: false },
    { kind: 'order', lesser: b, greater: a, strict: false },
  ]
}

function boundsOf({
  min,
  max,
  strict = false,
}: {
  min?: Scalar | undefined
  max?: Scalar | undefined
  strict?: boolean | undefined
}): Partial<Domain> {
  return {
    min: min === undefined ? undefined : { value: min, inclusive: !strict },
    max: max === undefined ? undefined : { value: max, inclusive: !strict },
  }
}

/** Bounds that are written as text are those of dates and times, unless the column is said to be something else. */
function typeOfBounds(known: ValueType | undefined, bound: Scalar | undefined): ValueType {
  if (known !== undefined && known !== 'text') return known
  return typeof bound === 'string' ? 'timestamptz' : 'decimal'
}

/** A rule that leads nowhere fails where `then` is false, and says nothing where it is null. */
function implication(when: Expression, then: Expression): Expression {
  return { type: 'or', operands: [{ type: 'is', operand: when, test: 'true', negated: true }, then] }
}

function ofExpression(entity: string, read: () => Expression, types: FieldTypes): Demands {
  let expression: Expression
  try {
    expression = read()
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID')) throw thrown
    return partly([], 'its expression cannot be read')
  }
  const found = narrow([expression], types)
  const at = (column: string): Place => ({ entity, column })
  if (found.never) return whole([{ kind: 'never', entity }])
  const demands: Demand[] = [...found.domains].flatMap(([column, domain]): Demand[] => [
    domain.allowed?.length === 0 ? { kind: 'null', at: at(column) } : { kind: 'domain', at: at(column), domain },
    ...(domain.notNull ? [{ kind: 'not null', at: at(column) } as const] : []),
  ])
  for (const { lesser, greater, strict } of found.orderings)
    demands.push({ kind: 'order', lesser: at(lesser), greater: at(greater), strict })
  let rest = found.residue.length > 0
  for (const equality of found.equalities) {
    if (equality.expression.type === 'field') demands.push(...equal(at(equality.field), at(equality.expression.name)))
    else rest = true
  }
  return { demands, rest: rest ? 'its expression is left to evaluation' : undefined }
}
