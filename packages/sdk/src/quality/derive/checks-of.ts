import type { Expression } from '../../model/expression/ast.ts'
import type { Domain } from '../../model/expression/domain.ts'
import { type FieldTypes, narrow } from '../../model/expression/narrow.ts'
import { conjunctsOf } from '../../model/expression/normal.ts'
import type { CheckFacts, EntityFacts, Said } from './quality-facts.ts'

export interface ReadChecks {
  /** What a check says of one column alone. */
  readonly domains: readonly (Said & {
    readonly name: string
    readonly column: string
    readonly domain: Domain
    readonly expression: Expression
  })[]
  readonly orderings: readonly (Said & {
    readonly lesser: string
    readonly greater: string
    readonly strict: boolean
  })[]
  /** What is left to evaluation. */
  readonly rest: readonly CheckFacts[]
}

/** Takes checks apart: what they say of one column, which columns they put in order, and the rest. */
export function checksOf(entity: EntityFacts, dialect: 'postgres' | 'sqlite'): ReadChecks {
  const types = typesOf(entity)
  const domains: ReadChecks['domains'][number][] = []
  const orderings: ReadChecks['orderings'][number][] = []
  const rest: CheckFacts[] = []
  for (const check of entity.checks) {
    const { name, evidence, confidence } = check
    for (const expression of conjunctsOf(check.expression)) {
      const found = narrow([expression], types, { dialect })
      const whole = found.residue.length === 0 && !found.never
      const [domain, another] = found.domains
      if (
        whole &&
        domain !== undefined &&
        another === undefined &&
        found.orderings.length + found.equalities.length === 0
      )
        domains.push({ name, column: domain[0], domain: domain[1], expression, evidence, confidence })
      else if (whole && found.orderings.length > 0 && found.domains.size + found.equalities.length === 0)
        for (const ordering of found.orderings) orderings.push({ ...ordering, evidence, confidence })
      else if (!whole || found.domains.size + found.orderings.length + found.equalities.length > 0)
        rest.push({ name, expression, evidence, confidence })
    }
  }
  return { domains, orderings, rest }
}

function typesOf({ columns }: EntityFacts): FieldTypes {
  return new Map(
    columns.map(({ name, type }) => [
      name,
      type === undefined ? {} : { type: type.is, ...(type.scale === undefined ? {} : { scale: type.scale }) },
    ]),
  )
}
