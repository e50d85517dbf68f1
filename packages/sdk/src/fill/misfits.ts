import type { CheckConstraint, Element, Index, KeyConstraint } from '../catalog/definition.ts'
import { keyOf } from '../catalog/model/entity-names.ts'
import type { EntityPlan } from '../generate/entity-plan.ts'
import type { FillPlanner } from './planner.ts'
import { countersOf } from './table-state.ts'
import type { Target, TargetTable } from './target.ts'

/** Something that rows of a plan may break because the plan alone cannot know better. */
export interface Risk {
  readonly kind: 'unique' | 'check'
  readonly name: string
  readonly expression: string | undefined
  /** A query for the numbers of staged rows that break it. */
  query(stage: string, rowColumn: string): string
}

/** What must be asked of the database before the rows of an entity are loaded. */
export function risksOf(target: Target, planner: FillPlanner, plan: EntityPlan): Risk[] {
  const one = target.tables.get(plan.entity.name)!
  return [...checksAtRisk(target, planner, one, plan), ...keysAtRisk(target, planner, one, plan)]
}

/** Checks of a table of which some are not understood, or could not be met: the database evaluates them all. */
function checksAtRisk(target: Target, planner: FillPlanner, { entity, family }: TargetTable, plan: EntityPlan): Risk[] {
  const distrusted = family[0]!.constraints.some(({ name }) => planner.isDistrusted(entity.name, name))
  const unknown = target.notes.some(
    ({ code, at }) => code === 'CHECK_NOT_UNDERSTOOD' && (at === entity.name || at.startsWith(`${entity.name}.`)),
  )
  if (!unknown && !distrusted) return []
  const missing = family[0]!.columns.filter(({ name }) => !plan.columns.includes(name)).map(({ name }) => name)
  return family[0]!.constraints
    .filter((one): one is CheckConstraint => one.kind === 'check' && one.enforced)
    .filter(({ expression }) => !missing.some((name) => expression.toLowerCase().includes(name.toLowerCase())))
    .map(({ name, expression }) => ({
      kind: 'check',
      name,
      expression,
      query: (stage, row) => `select ${row} as n from ${stage} where not (${expression})`,
    }))
}

interface Key {
  readonly name: string
  readonly elements: readonly Element[]
  readonly predicate: string | null
  readonly nullsNotDistinct: boolean
}

/** Keys whose new values may meet those of rows that stand there: no part counts on from them or refers to a new row. */
function keysAtRisk(target: Target, planner: FillPlanner, one: TargetTable, plan: EntityPlan): Risk[] {
  const { entity, name } = one
  if (planner.state(entity.name).rows === 0) return []
  const { quoteIdentifier } = target.quoting
  const counted = countersOf(entity, planner.schema).map((field) => field.name)
  // A trigger of this run may have referred to the new rows already.
  const referring = planner.isTouched(entity.name)
    ? []
    : target.references
        .filter(({ from, to }) => from === entity.name && to !== from && planner.isFilled(to))
        .flatMap(({ columns }) => columns)
  const surelyNew = new Set([
    ...counted,
    ...referring.filter((column) => !entity.fields.find((field) => field.name === column)?.nullable),
  ])
  return keysOf(target, one)
    .filter(({ elements }) => !elements.some((element) => 'column' in element && surelyNew.has(element.column)))
    .filter(({ elements }) =>
      elements.every((element) => !('column' in element) || plan.columns.includes(element.column)),
    )
    .map(({ name: key, elements, predicate, nullsNotDistinct }) => {
      const written = elements.map((element) =>
        'column' in element ? quoteIdentifier(element.column) : `(${element.expression})`,
      )
      const where = predicate === null ? '' : ` where ${predicate}`
      const aliased = written.map((text, i) => `${text} as k${i}`).join(', ')
      const same = nullsNotDistinct ? 'is not distinct from' : '='
      // The table's column stands first: in SQLite its collation decides.
      const match = written.map((_, i) => `t.k${i} ${same} s.k${i}`).join(' and ')
      return {
        kind: 'unique',
        name: key,
        expression: undefined,
        query: (stage, row) =>
          `select s.n as n from (select ${row} as n, ${aliased} from ${stage}${where}) s where exists (select 1 from (select ${aliased} from ${name}${where}) t where ${match})`,
      }
    })
}

function keysOf(target: Target, { table }: TargetTable): Key[] {
  const constraints = table.constraints.filter(
    (one): one is KeyConstraint => (one.kind === 'primary key' || one.kind === 'unique') && !one.withoutOverlaps,
  )
  const indexes = target.definition.indexes.filter(
    (one: Index) => one.unique && one.constraint === null && keyOf(one.table) === keyOf(table),
  )
  return [
    ...constraints.map(({ name, columns, nullsNotDistinct }) => ({
      name,
      elements: columns.map((column) => ({ column })),
      predicate: null,
      nullsNotDistinct,
    })),
    ...indexes.map(({ name, elements, predicate, nullsNotDistinct }) => ({
      name,
      elements,
      predicate,
      nullsNotDistinct,
    })),
  ]
}
