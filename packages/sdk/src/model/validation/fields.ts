import { joinPath, type Problem, problem, quoted } from '../problem.ts'
import type { Distribution, EntityDefinition, FieldDefinition } from '../schema.ts'
import type { Placed } from './draft.ts'
import type { View, ViewEntity } from './view.ts'

/** What is known of kinds of values, which the model is not to know itself. */
export interface KindContext {
  /** Whether a kind can be made; without it every kind is taken for one. */
  readonly kindExists?: ((kind: string) => boolean) | undefined
  /** Why a field's kind does not take its options, or can't be what the field is. */
  readonly optionsProblem?:
    | ((field: FieldDefinition, entity: EntityDefinition) => OptionsProblem | undefined)
    | undefined
}

export interface OptionsProblem {
  readonly message: string
  readonly fix?: string
}

/** What fields and distributions say of themselves. */
export function fieldProblems(view: View, kinds: KindContext): Problem[] {
  const problems: Problem[] = []
  for (const entity of view.entities.values())
    for (const field of entity.fields.values()) problems.push(...problemsOf(entity, field, kinds))
  for (const { path, value } of [...view.draft.relationships, ...view.draft.volume])
    if ('distribution' in value) problems.push(...distributionProblems(value.distribution, path))
  return problems
}

function problemsOf(
  entity: ViewEntity,
  { path, value }: Placed<FieldDefinition>,
  { kindExists, optionsProblem }: KindContext,
): Problem[] {
  const problems: Problem[] = []
  const { name, nullRate = 0, precision, scale = 0, kind } = value
  const inKey = entity.primaryKey?.includes(name) ?? false
  if (inKey && value.nullable)
    problems.push(
      problem('PRIMARY_KEY_NULLABLE', joinPath(path, 'nullable'), `${quoted(name)} is part of the primary key`),
    )
  else if (nullRate > 0 && (inKey || value.nullable === false))
    problems.push(problem('NULL_RATE_ON_NON_NULL', joinPath(path, 'nullRate'), `${quoted(name)} can't be null`))
  if (precision !== undefined && scale > precision)
    problems.push(
      problem(
        'SCALE_ABOVE_PRECISION',
        joinPath(path, 'scale'),
        `a scale of ${scale} does not fit a precision of ${precision}`,
      ),
    )
  if (kind !== undefined && kindExists && !kindExists(kind))
    problems.push(problem('UNKNOWN_KIND', joinPath(path, 'kind'), `there is no kind ${quoted(kind)}`))
  else if (kind !== undefined && value.compute === undefined) {
    const wrong = optionsProblem?.(value, entity.definition)
    if (wrong) problems.push(problem('OPTIONS_INVALID', joinPath(path, 'options'), wrong.message, wrong.fix))
  }
  for (const property of ['kind', 'generated', 'distribution', 'nullRate'] as const)
    if (value.compute !== undefined && value[property])
      problems.push(
        problem(
          'CONFLICTING_PROPERTIES',
          joinPath(path, property),
          `${quoted(name)} is computed: ${property} has no meaning`,
        ),
      )
  return [...problems, ...distributionProblems(value.distribution, path)]
}

const seasons = { day: 24, week: 7, year: 12 }

function distributionProblems(distribution: Distribution | undefined, base: string): Problem[] {
  if (distribution?.name !== 'weighted' && distribution?.name !== 'seasonal') return []
  const { weights } = distribution
  const path = joinPath(base, 'distribution', 'weights')
  if (!weights) return []
  if (weights.every((weight) => weight === 0))
    return [problem('DISTRIBUTION_INVALID', path, 'all weights are 0', 'Give at least one weight above 0.')]
  const wanted = distribution.name === 'seasonal' ? seasons[distribution.period] : weights.length
  if (weights.length === wanted) return []
  const message = `a period of a ${distribution.name === 'seasonal' ? distribution.period : ''} takes ${wanted} weights, not ${weights.length}`
  return [problem('DISTRIBUTION_INVALID', path, message, `Give ${wanted} weights.`)]
}
