import { UnderstudyError } from '../errors.ts'
import type { Inference } from '../generate/field-hint.ts'
import { inferOrders } from '../generate/infer-orders.ts'
import type { ConstraintDefinition, DataSchema, EntityDefinition, FieldDefinition } from '../model/schema.ts'
import type { SchemaDefinition, Sequence } from './definition.ts'
import { objectId } from './identity.ts'
import { type Ruled, withRules } from './model/checks.ts'
import { fillables } from './model/collect.ts'
import { entityNames, keyOf } from './model/entity-names.ts'
import { exclusions } from './model/exclusions.ts'
import { fieldsOf } from './model/fields.ts'
import type { Note } from './model/note.ts'
import { reachable } from './model/reachable.ts'
import { references } from './model/references.ts'
import { rowExpressions } from './model/row-expression.ts'
import { noteSideEffects } from './model/side-effects.ts'

/** By entity, then field. */
export type Samples = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>
export type Overrides = Readonly<Record<string, Readonly<Record<string, Partial<FieldDefinition>>>>>

export interface Model {
  readonly schema: DataSchema
  /** What was left out, taken for something else, or will happen in the database meanwhile. */
  readonly notes: readonly Note[]
  /** Why each field has its kind, where nobody said so. */
  readonly inferences: readonly { readonly entity: string; readonly field: string; readonly inference: Inference }[]
}

/**
 * What is to be generated for a database: its tables as entities, and all that its rows must meet. Values that stand in
 * the database are looked at only where samples of them are given.
 */
export function toModel(definition: SchemaDefinition, samples: Samples = {}, overrides: Overrides = {}): Model {
  const notes: Note[] = []
  const inferences: { entity: string; field: string; inference: Inference }[] = []
  const names = entityNames([...definition.tables, ...definition.views], definition.defaultSchema)
  const read = rowExpressions(definition)
  const tables = fillables(definition, names, notes).map((table) => withRules(table, definition.engine, read, notes))
  refuseUnknown(overrides, tables)
  const sequences = new Map(
    definition.sequences.map((sequence): [string, Sequence] => [
      JSON.stringify([sequence.schema, sequence.name]),
      sequence,
    ]),
  )
  const filled = tables.map((fillable) => ({
    fillable,
    ...fieldsOf(fillable, {
      sequences,
      comments: definition.comments,
      samples: samples[fillable.entity] ?? {},
      overrides: overrides[fillable.entity] ?? {},
      referring: new Set(fillable.foreignKeys.flatMap((key) => key.columns)),
      notes,
      inferred: (column, inference) => inferences.push({ entity: fillable.entity, field: column.name, inference }),
    }),
  }))
  const kept = reachable(filled, names, notes)
  const byTable = new Map(kept.map(({ fillable }) => [keyOf(fillable.table), fillable]))
  const takenNames = new Set<string>()
  const constraints: ConstraintDefinition[] = []
  const entities = kept.map(({ fillable, fields }) => {
    const disjoint = exclusions(fillable, fields, notes)
    constraints.push(
      ...namedApart([...uniques(fillable), ...disjoint.constraints, ...fillable.rules, ...orders(fillable, fields)]),
    )
    return entityOf(fillable, disjoint.fields, definition.comments)
  })
  noteSideEffects(definition, byTable, notes)
  const relationships = kept.flatMap(({ fillable }) => references(fillable, byTable, takenNames))
  return {
    schema: { kind: 'understudy.schema', version: 1, entities, relationships, constraints },
    notes,
    inferences: inferences.filter(({ entity }) => entities.some(({ name }) => name === entity)),
  }
}

function entityOf(
  { table, entity, keys }: Ruled,
  fields: readonly FieldDefinition[],
  comments: SchemaDefinition['comments'],
): EntityDefinition {
  const comment = comments[objectId('table', table.schema, table.name)]
  const primary = keys.find((key) => key.primary)
  return {
    name: entity,
    fields: [...fields],
    ...(primary === undefined ? {} : { primaryKey: [...primary.columns] }),
    table: { schema: table.schema, name: table.name },
    ...(comment === undefined ? {} : { description: comment }),
  }
}

/** Fields that refer to others, or are unique, are left where they are. */
function orders({ entity, keys, foreignKeys }: Ruled, fields: readonly FieldDefinition[]): ConstraintDefinition[] {
  const held = new Set([...keys, ...foreignKeys].flatMap(({ columns }) => columns))
  return inferOrders(fields.filter((field) => !held.has(field.name))).map(([first, last]) => ({
    type: 'order',
    name: `${first}_before_${last}`,
    entity,
    fields: [first, last],
  }))
}

/** The parts of one check, and one domain's checks on two columns, have one name: the later ones are counted. */
function namedApart(constraints: readonly ConstraintDefinition[]): ConstraintDefinition[] {
  const taken = new Set<string>()
  return constraints.map((constraint) => {
    let name = constraint.name ?? constraint.type
    for (let count = 2; taken.has(name); count++) name = `${constraint.name ?? constraint.type}_${count}`
    taken.add(name)
    return { ...constraint, name }
  })
}

/** A single column says so itself. */
function uniques({ entity, keys }: Ruled): ConstraintDefinition[] {
  return keys
    .filter((key) => !key.primary && key.columns.length > 1)
    .map((key) => ({ type: 'unique', name: key.name, entity, fields: [...key.columns] }))
}

function refuseUnknown(overrides: Overrides, tables: readonly Ruled[]): void {
  for (const [entity, fields] of Object.entries(overrides)) {
    const found = tables.find((one) => one.entity === entity)
    const missing = Object.keys(fields).find((field) => !found?.table.columns.some((column) => column.name === field))
    if (found && missing === undefined) continue
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'read configuration',
      at: found ? `${entity}.${missing}` : entity,
      message: found
        ? `${entity} has no column ${missing}.`
        : `The database has no table ${entity} that can be filled.`,
      hint: `Use one of ${(found ? found.table.columns.map(({ name }) => name) : tables.map((one) => one.entity)).join(', ')}.`,
    })
  }
}
