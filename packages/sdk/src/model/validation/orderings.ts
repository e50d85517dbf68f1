import { componentsOf } from '../components.ts'
import { type Bound, compareScalars, type Domain, hasNoValue, intersect, wholeDomain } from '../expression/domain.ts'
import type { Ordering } from '../expression/narrow.ts'
import { type Problem, problem, quoted } from '../problem.ts'
import type { Said } from './entity-domains.ts'
import type { ViewEntity } from './view.ts'

type PlacedOrdering = Ordering & { readonly path: string }

/** Orders between the fields of a row that run in a circle, or against the ranges of the fields. */
export function orderingProblems(
  entity: ViewEntity,
  said: readonly Said[],
  domains: ReadonlyMap<string, Domain>,
): Problem[] {
  const orderings = said.flatMap(({ constraint, narrowing }) =>
    narrowing.orderings.map((ordering) => ({ ...ordering, path: constraint.path })),
  )
  if (orderings.length === 0) return []
  const next = new Map<string, string[]>()
  for (const { lesser, greater } of orderings) next.set(greater, [...(next.get(greater) ?? []), lesser])
  const components = componentsOf([...entity.fields.keys()], next)
  const circles = components.flatMap((component) => circleProblem(component, orderings))
  return circles.length > 0 ? circles : rangeProblems(components, orderings, domains)
}

/** Fields that are not above each other all around are equal; with one that must be below, nothing is left. */
function circleProblem(component: readonly string[], orderings: readonly PlacedOrdering[]): Problem[] {
  const within = orderings.filter(({ lesser, greater }) => component.includes(lesser) && component.includes(greater))
  const last = within.at(-1)
  if (component.length < 2 || !last || !within.some(({ strict }) => strict)) return []
  const fields = component.map(quoted).join(', ')
  return [problem('ORDER_CYCLE', last.path, `each of ${fields} would have to be below itself`)]
}

/** Carries lower bounds upwards, from the least field on. */
function rangeProblems(
  components: readonly (readonly string[])[],
  orderings: readonly PlacedOrdering[],
  domains: ReadonlyMap<string, Domain>,
): Problem[] {
  const raised = new Map(domains)
  const problems: Problem[] = []
  for (const field of components.flat()) {
    for (const { lesser, greater, strict, path } of orderings) {
      const low = raised.get(lesser)
      const high = raised.get(greater)
      const least = greater === field && low && high && low.type === high.type ? leastOf(low) : undefined
      if (!least || !high) continue
      const above = intersect(high, {
        ...wholeDomain(high.type),
        min: { ...least, inclusive: least.inclusive && !strict },
      })
      if (!hasNoValue(above)) raised.set(greater, above)
      else if (!problems.some((one) => one.path === path)) {
        const message = `${quoted(greater)} can't be as great as ${quoted(lesser)} must be`
        problems.push(problem('ORDER_IMPOSSIBLE', path, message))
      }
    }
  }
  return problems
}

function leastOf({ type, min, allowed }: Domain): Bound | undefined {
  const [first, ...others] = allowed ?? []
  if (first === undefined) return min
  const least = others.reduce((a, b) => ((compareScalars(type, b, a) ?? 0) < 0 ? b : a), first)
  return { value: least, inclusive: true }
}
