import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Model } from '../../catalog/to-model.ts'
import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { avoidMisfits } from '../../fill/avoid-misfits.ts'
import { FillPlanner } from '../../fill/planner.ts'
import { openStage } from '../../fill/stage.ts'
import { targetFor } from '../../fill/target.ts'
import type { DataSchema, EntityDefinition, FieldDefinition, RelationshipDefinition } from '../../model/schema.ts'
import { isNull, type LiteralRow, nullLiteral, selectLiterals } from './literal-row.ts'

export interface Made {
  readonly rows: readonly LiteralRow[]
  /** Why there are none, or fewer than wanted. */
  readonly reason: string | null
}

/** Enough that two of them differ where they must, and one has no null. */
const wanted = 4

/**
 * Rows that are not in the database and that its constraints let in, planned by the engine that fills databases: they
 * refer to rows that stand there, and have keys that nobody has. A table that refers to itself gets rows that refer to
 * nothing, or to themselves.
 */
export async function freshRows(
  session: Session,
  definition: SchemaDefinition,
  model: Model,
  table: Table,
  seed: string,
): Promise<Made> {
  const entity = model.schema.entities.find(
    ({ table: named }) => named && keyOf(withSchema(named, definition)) === keyOf(table),
  )
  if (!entity) return { rows: [], reason: leftOut(model, table, definition) }
  const whole = await planned(session, definition, model, entity, seed, true)
  const made = whole.rows.length > 0 ? whole : await planned(session, definition, model, entity, seed, false)
  return { ...made, rows: made.rows.map((row) => settledInItself(row, table)) }
}

async function planned(
  session: Session,
  definition: SchemaDefinition,
  model: Model,
  entity: EntityDefinition,
  seed: string,
  withoutNulls: boolean,
): Promise<Made> {
  const schema = partOf(model.schema, entity, withoutNulls)
  try {
    return await session.transaction(async (inner) => {
      const target = targetFor(definition, schema, model)
      const planner = new FillPlanner(inner, target, schema, {
        dialect: target.dialect,
        seed,
        locale: undefined,
        qualityLevel: undefined,
        patterns: undefined,
        rows: wanted,
        each: new Map(),
      })
      await planner.begin(new Set(schema.entities.flatMap(({ name }) => (name === entity.name ? [] : [name]))))
      await avoidMisfits(inner, target, planner, entity.name, undefined)
      const plan = planner.entityPlan(entity.name)
      const reason = planner.notes.find(({ at }) => at === entity.name)?.message ?? null
      if (!plan || plan.rows === 0) return { rows: [], reason: reason ?? 'no row of it can be planned' }
      const stage = await openStage(inner, target, target.tables.get(entity.name)!, plan.columns)
      const numbers = planner.numbersOf(entity.name)
      await stage.add(plan, numbers.keys(), numbers)
      const rows = await inner.query<Record<string, string>>(
        `${selectLiterals(stage.name, plan.columns, target.dialect)} order by ${stage.rowColumn}`,
      )
      await stage.drop()
      return { rows: rows.map(withNulls), reason }
    })
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || !planning.has(thrown.code)) throw thrown
    return { rows: [], reason: thrown.message }
  }
}

/** What says that no row could be made, and not that the database is gone. */
const planning = new Set([
  'CAPACITY_EXCEEDED',
  'CONSTRAINT_UNSATISFIED',
  'CONSTRAINT_VIOLATED',
  'CYCLE_UNSATISFIABLE',
  'KIND_OPTIONS_INVALID',
  'PERMISSION_DENIED',
  'QUERY_FAILED',
  'SCHEMA_INVALID',
  'TABLE_UNKNOWN',
])

/** An entity, those that it refers to, and nothing else: what it costs to plan does not grow with the schema. */
function partOf(model: DataSchema, entity: EntityDefinition, withoutNulls: boolean): DataSchema {
  const refers = (one: RelationshipDefinition): boolean =>
    'child' in one &&
    one.type !== 'polymorphic' &&
    one.child.entity === entity.name &&
    one.parent.entity !== entity.name
  const relationships = (model.relationships ?? []).filter(refers)
  const parents = new Set(relationships.flatMap((one) => ('parent' in one ? [one.parent.entity] : [])))
  const full = (field: FieldDefinition) => (field.nullable ? { ...field, nullRate: 0 } : field)
  const own = withoutNulls ? { ...entity, fields: entity.fields.map(full) } : entity
  return {
    entities: model.entities.flatMap((one) => (one.name === entity.name ? [own] : parents.has(one.name) ? [one] : [])),
    relationships,
    constraints: (model.constraints ?? []).filter((one) => one.entity === entity.name),
  }
}

/** Of a key to its own table: null where it may be, else the row's own key. */
function settledInItself(row: LiteralRow, table: Table): LiteralRow {
  const settled = { ...row }
  for (const one of table.constraints) {
    if (one.kind !== 'foreign key' || keyOf(one.references) !== keyOf(table)) continue
    const free = one.columns.filter((name) => table.columns.some((column) => column.name === name && !column.notNull))
    if (free.length > 0) for (const name of one.match === 'full' ? one.columns : free) settled[name] = nullLiteral
    else if (!isNull(row, one.references.columns))
      one.columns.forEach((name, i) => {
        settled[name] = row[one.references.columns[i] ?? ''] ?? nullLiteral
      })
  }
  return settled
}

function withNulls(row: Record<string, string | null>): LiteralRow {
  return Object.fromEntries(
    Object.entries(row).map(([column, literal]) => [
      column,
      literal === null || literal === 'NULL' ? nullLiteral : literal,
    ]),
  )
}

function leftOut({ notes }: Model, table: Table, definition: SchemaDefinition): string {
  const names = [table.name, `${table.schema}.${table.name}`]
  const said = notes.find(
    ({ at, code }) => names.includes(at) && (code === 'TABLE_UNFILLABLE' || code === 'TABLE_LEFT_OUT'),
  )
  return said?.message ?? `no row can be made for it in ${definition.engine}`
}

function withSchema(
  table: { readonly schema?: string | undefined; readonly name: string },
  { defaultSchema }: SchemaDefinition,
): { schema: string; name: string } {
  return { schema: table.schema ?? defaultSchema, name: table.name }
}
