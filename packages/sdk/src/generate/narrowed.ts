import { expressionOf } from '../model/constraint-expression.ts'
import { type Domain, intersect, wholeDomain } from '../model/expression/domain.ts'
import { type EvaluationOptions, unsupportedIn } from '../model/expression/evaluate.ts'
import { type Equality, narrow, type Ordering } from '../model/expression/narrow.ts'
import type { ConstraintDefinition, EntityDefinition, FieldDefinition } from '../model/schema.ts'

/** What the constraints and types of an entity leave to each of its fields. */
export interface Narrowed {
  readonly domains: ReadonlyMap<string, Domain>
  readonly orderings: readonly Ordering[]
  readonly equalities: readonly Equality[]
}

export function narrowEntity(
  entity: EntityDefinition,
  constraints: readonly ConstraintDefinition[],
  evaluation: EvaluationOptions,
): Narrowed {
  const expressions = constraints.flatMap((constraint) => {
    const expression = expressionOf(constraint)
    return expression && unsupportedIn(expression, undefined, evaluation).length === 0 ? [expression] : []
  })
  const types = new Map(
    entity.fields.map(({ name, type, scale }) => [
      name,
      { ...(type ? { type } : {}), ...(scale === undefined ? {} : { scale }) },
    ]),
  )
  const { domains, orderings, equalities } = narrow(expressions, types, evaluation)
  const all = new Map(domains)
  for (const field of entity.fields) {
    const ofType = typeDomain(field)
    const known = all.get(field.name)
    if (ofType) all.set(field.name, known ? intersect(known, ofType) : ofType)
  }
  return { domains: all, orderings, equalities }
}

/** numeric(4, 2) ends at 99.99. */
function typeDomain({ type, precision, scale = 0 }: FieldDefinition): Domain | undefined {
  if (type !== 'decimal' || precision === undefined || precision > 15) return undefined
  const most = 10 ** (precision - scale) - 10 ** -scale
  const bound = (value: number) => ({ value, inclusive: true })
  return { ...wholeDomain('decimal'), min: bound(-most), max: bound(most) }
}
