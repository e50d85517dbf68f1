import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Model } from '../../catalog/to-model.ts'
import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { avoidMisfits } from '../../fill/avoid-misfits.ts'
import { FillPlanner } from '../../fill/planner.ts'
import { openStage } from '../../fill/stage.ts'
import { targetFor } from '../../fill/target.ts'
import type { DataSchema, EntityDefinition, FieldDefinition } from '../../model/schema.ts'
import { freeParents } from './free-parents.ts'
import { isNull, type LiteralRow, nullLiteral, selectLiterals } from './literal-row.ts'

/**
 * Where rows may hold nothing: a rule is tried best by rows that are full, but where every parent has its child already,
 * or a rule asks for nulls, there are none such.
 */
export type Nulls = 'nowhere' | 'in references' | 'as usual'

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
  nulls: Nulls,
): Promise<Made> {
  const entity = model.schema.entities.find(
    ({ table: named }) => named && keyOf(withSchema(named, definition)) === keyOf(table),
  )
  if (!entity) return { rows: [], reason: leftOut(model, table, definition) }
  const made = await planned(session, definition, model, entity, seed, nulls)
  const rows = await withParentsOfTheirOwn(session, definition, model.schema, table, entity, made.rows, nulls)
  const taken = rows.length === 0 && made.rows.length > 0
  return {
    reason: taken ? 'every row that it may refer to is referred to already' : made.reason,
    rows: rows.map((row) => settledInItself(row, table)),
  }
}

async function planned(
  session: Session,
  definition: SchemaDefinition,
  model: Model,
  entity: EntityDefinition,
  seed: string,
  nulls: Nulls,
): Promise<Made> {
  const schema = partOf(model.schema, entity, nulls)
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
  'FORMAT_UNSUPPORTED',
  'KIND_OPTIONS_INVALID',
  'PERMISSION_DENIED',
  'QUERY_FAILED',
  'SCHEMA_INVALID',
  'TABLE_UNKNOWN',
])

/** An entity, those that it refers to, and nothing else: what it costs to plan does not grow with the schema. */
function partOf(model: DataSchema, entity: EntityDefinition, nulls: Nulls): DataSchema {
  const keys = keysOf(model, entity)
  // What refers to its own table, or to a parent of its own, is settled apart.
  const apart = keys.filter((one) => one.parent.entity === entity.name || isAlone(one, keys))
  const open = new Set(apart.flatMap(({ child }) => child.fields))
  const empty = new Set(
    [...open, ...(nulls === 'in references' ? keys.flatMap(({ child }) => child.fields) : [])].filter((name) =>
      isNullable(entity, name),
    ),
  )
  const relationships = keys.filter((one) => !apart.includes(one) && !one.child.fields.some((name) => empty.has(name)))
  const parents = new Set(relationships.map(({ parent }) => parent.entity))
  const own = { ...entity, fields: entity.fields.map((field) => settledField(field, open, empty, nulls)) }
  return {
    entities: model.entities.flatMap((one) => (one.name === entity.name ? [own] : parents.has(one.name) ? [one] : [])),
    relationships,
    constraints: (model.constraints ?? []).filter((one) => one.entity === entity.name),
  }
}

type Reference = Extract<
  NonNullable<DataSchema['relationships']>[number],
  { readonly type: 'one-to-many' | 'one-to-one' }
>

function keysOf({ relationships = [] }: DataSchema, { name }: EntityDefinition): Reference[] {
  return relationships.flatMap((one) =>
    (one.type === 'one-to-many' || one.type === 'one-to-one') && one.child.entity === name ? [one] : [],
  )
}

function isNullable({ fields }: EntityDefinition, name: string): boolean {
  return fields.some((field) => field.name === name && field.nullable === true)
}

/** One whose rows have a parent each, by columns that no other key refers by. */
function isAlone(one: Reference, keys: readonly Reference[]): boolean {
  const others = keys.filter((other) => other !== one).flatMap(({ child }) => child.fields)
  return one.type === 'one-to-one' && !one.child.fields.some((name) => others.includes(name))
}

function settledField(
  field: FieldDefinition,
  open: ReadonlySet<string>,
  empty: ReadonlySet<string>,
  nulls: Nulls,
): FieldDefinition {
  // Its value is given later; until then any will do that differs from the others.
  if (open.has(field.name) && !empty.has(field.name) && field.type === 'integer') {
    const { options, distribution, ...bare } = field
    return { ...bare, kind: 'sequence' }
  }
  if (empty.has(field.name)) return { ...field, nullRate: 1 }
  return field.nullable && nulls !== 'as usual' ? { ...field, nullRate: 0 } : field
}

/** Of keys by which each row has a parent of its own: parents that stand there without a child. */
async function withParentsOfTheirOwn(
  session: Session,
  definition: SchemaDefinition,
  model: DataSchema,
  table: Table,
  entity: EntityDefinition,
  rows: readonly LiteralRow[],
  nulls: Nulls,
): Promise<readonly LiteralRow[]> {
  let settled = rows
  const keys = keysOf(model, entity)
  for (const one of keys) {
    const columns = one.child.fields
    const referred = one.parent.fields ?? []
    const parent = tableOf(one.parent.entity, model, definition)
    if (!parent || parent === table || !isAlone(one, keys)) continue
    if (nulls === 'in references' && columns.some((name) => isNullable(entity, name))) continue
    const free = await freeParents(session, { table, columns }, { table: parent, columns: referred }, rows.length)
    settled = settled.slice(0, free.length).map((row, i) => {
      const own = columns.map((name, at) => [name, free[i]?.[referred[at] ?? ''] ?? nullLiteral])
      return { ...row, ...Object.fromEntries(own) }
    })
  }
  return settled
}

function tableOf(name: string, { entities }: DataSchema, definition: SchemaDefinition): Table | undefined {
  const named = entities.find((one) => one.name === name)?.table
  return named && definition.tables.find((one) => keyOf(one) === keyOf(withSchema(named, definition)))
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
