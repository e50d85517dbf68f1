import { compareScalars, type Domain, hasNoValue, intersect, type Scalar } from '../expression/domain.ts'
import { narrow } from '../expression/narrow.ts'
import { readText } from '../expression/read-text.ts'
import { shapeOfField } from '../expression/shape.ts'
import type { Dialect } from '../expression/term.ts'
import { EvaluationFault } from '../expression/value.ts'
import { walk } from '../expression/walk.ts'
import { joinPath, type Problem, problem, quoted } from '../problem.ts'
import type { ConstraintDefinition, FieldDefinition } from '../schema.ts'
import type { Placed } from './draft.ts'
import { ownDomain, type Said, typesOf } from './entity-domains.ts'
import type { Expressions } from './expressions.ts'
import type { ViewEntity } from './view.ts'

export interface Looking {
  readonly expressions: Expressions
  readonly dialect: Dialect
  /** Places of what is malformed: nothing more is to be said of them. */
  readonly reported: ReadonlySet<string>
}

export interface EntityDomains {
  readonly domains: ReadonlyMap<string, Domain>
  readonly problems: readonly Problem[]
}

/** Constraints of one entity that can't all hold, and what the others leave to each field. */
export function domainsOf(
  entity: ViewEntity,
  said: readonly Said[],
  { expressions, dialect, reported }: Looking,
): EntityDomains {
  const problems: Problem[] = []
  const broken = new Set<string>()
  for (const constraint of entity.constraints) {
    const own = valueProblems(entity, constraint, reported)
    problems.push(...own)
    if (own.length > 0) broken.add(constraint.path)
  }
  const domains = new Map([...entity.fields].map(([name, { value }]) => [name, ownDomain(value)]))
  const sources = new Map<string, string[]>()
  for (const { constraint, narrowing } of said) {
    if (broken.has(constraint.path)) continue
    const alone = aloneProblem(entity, constraint, narrowing.never, narrowing.domains)
    if (alone) {
      problems.push(alone)
      continue
    }
    for (const [field, domain] of narrowing.domains) {
      const known = domains.get(field)
      if (!known) continue
      const both = intersect(known, domain)
      if (hasNoValue(both) && !hasNoValue(known) && !hasNoValue(domain)) {
        const others = sources.get(field)?.join(' and ') ?? `the type of the field`
        const message = `no value of ${quoted(field)} obeys both this and ${others}`
        problems.push(problem('DOMAIN_EMPTY', constraint.path, message))
        continue
      }
      domains.set(field, both)
      sources.set(field, [...(sources.get(field) ?? []), constraint.path])
    }
  }
  for (const constraint of entity.constraints) {
    const impossible = conditionProblem(entity, constraint, domains, { expressions, dialect })
    if (impossible) problems.push(impossible)
  }
  return { domains, problems }
}

/** A constraint that no row can pass, whatever the others say. Null passes a check, but not where it can't stand. */
function aloneProblem(
  entity: ViewEntity,
  { path }: Placed<ConstraintDefinition>,
  never: boolean,
  domains: ReadonlyMap<string, Domain>,
): Problem | undefined {
  if (never) return problem('CHECK_NEVER', path, 'no row can pass it')
  for (const [field, domain] of domains) {
    if (!hasNoValue(domain)) continue
    const nullable = entity.fields.get(field)?.value.nullable === true
    if (nullable && domain.allowed?.length === 0) continue
    return problem(
      'CHECK_NEVER',
      path,
      `it leaves no value for ${quoted(field)}${nullable ? '' : ', which can not be null'}`,
    )
  }
  return undefined
}

function valueProblems(
  entity: ViewEntity,
  { path, value }: Placed<ConstraintDefinition>,
  reported: ReadonlySet<string>,
): Problem[] {
  if (value.type !== 'range' && value.type !== 'enum') return []
  const field = entity.fields.get(value.field)?.value
  if (!field) return []
  if (value.type === 'enum') {
    return value.values.flatMap((item, i) => {
      if (fits(item, field)) return []
      const message = `${quoted(value.field)} is ${field.type}: this is none`
      return [problem('ENUM_VALUE_INVALID', joinPath(path, 'values', i), message)]
    })
  }
  const { min, max } = value
  if (min === undefined && max === undefined) {
    const isMalformed = ['min', 'max'].some((end) => reported.has(joinPath(path, end)))
    return isMalformed ? [] : [problem('MISSING', path, 'a range needs min, max or both', 'Give min, max or both.')]
  }
  const problems: Problem[] = []
  for (const [end, bound] of [['min', min] as const, ['max', max] as const]) {
    if (bound === undefined || fits(bound, field)) continue
    problems.push(
      problem('BOUND_INVALID', joinPath(path, end), `${quoted(value.field)} is ${field.type}: this is none`),
    )
  }
  if (problems.length === 0 && min !== undefined && max !== undefined) {
    const { type } = shapeOfField(field.type)
    if ((compareScalars(type, readable(min, field), readable(max, field)) ?? 0) > 0)
      problems.push(problem('RANGE_EMPTY', path, `min ${String(min)} is above max ${String(max)}`))
  }
  return problems
}

/** Numbers in text compare as numbers where the field holds numbers. */
function readable(bound: string | number, { type }: FieldDefinition): Scalar {
  return typeof bound === 'string' && isNumeric(type) ? Number(bound) : bound
}

const isNumeric = (type: FieldDefinition['type']) => type === 'integer' || type === 'decimal' || type === 'float'

function fits(value: Scalar, field: FieldDefinition): boolean {
  const { type } = field
  if (type === undefined || type === 'json' || type === 'list' || type === 'bytes') return true
  if (typeof value === 'boolean') return type === 'boolean'
  if (typeof value !== 'string') return isNumeric(type)
  if (type === 'text') return true
  try {
    readText(value, type === 'decimal' ? { type: 'float', scale: 0 } : shapeOfField(type))
    return true
  } catch (thrown) {
    if (thrown instanceof EvaluationFault) return false
    throw thrown
  }
}

/** Where `when` is true `then` must be true too, so null is no way out of it. */
function conditionProblem(
  entity: ViewEntity,
  { path, value }: Placed<ConstraintDefinition>,
  domains: ReadonlyMap<string, Domain>,
  { expressions, dialect }: Pick<Looking, 'expressions' | 'dialect'>,
): Problem | undefined {
  const when = expressions.get(joinPath(path, 'when'))
  const then = expressions.get(joinPath(path, 'then'))
  if (value.type !== 'conditional' || !when || !then) return undefined
  const tested = new Set<string>()
  for (const part of [...walk(when), ...walk(then)])
    if (part.type === 'is' && part.operand.type === 'field') tested.add(part.operand.name)
  const types = typesOf(entity)
  const both = narrow([when, then], types, { dialect })
  const clash = [...both.domains].find(([field, domain]) => {
    const known = domains.get(field)
    return known !== undefined && !tested.has(field) && !hasNoValue(known) && hasNoValue(intersect(known, domain))
  })
  if (!clash && !both.never) return undefined
  const about = clash ? `no value of ${quoted(clash[0])} is left where both hold` : 'they contradict each other'
  return problem('CONDITION_IMPOSSIBLE', path, `when and then can't both hold: ${about}`)
}
