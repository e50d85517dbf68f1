import type { SchemaDefinition, Table } from '../catalog/definition.ts'
import { keyOf } from '../catalog/model/entity-names.ts'
import type { Note } from '../catalog/model/note.ts'
import { type Model, toModel } from '../catalog/to-model.ts'
import type { Dialect } from '../database/adapter.ts'
import { type Quoting, quoting } from '../database/quote.ts'
import { UnderstudyError } from '../errors.ts'
import type { DataSchema, EntityDefinition } from '../model/schema.ts'

/** A table that rows of an entity go into. */
export interface TargetTable {
  readonly entity: EntityDefinition
  readonly table: Table
  /** As it is written in a statement. */
  readonly name: string
  /** Its partitions and theirs, and itself. */
  readonly family: readonly Table[]
}

export interface TargetReference {
  readonly from: string
  readonly to: string
  readonly name: string
  readonly columns: readonly string[]
  readonly deferrable: boolean
}

/** The database that is filled, as seen by the entities that fill it. */
export interface Target {
  readonly dialect: Dialect
  readonly quoting: Quoting
  readonly definition: SchemaDefinition
  readonly tables: ReadonlyMap<string, TargetTable>
  /** Foreign keys between those tables. */
  readonly references: readonly TargetReference[]
  /** What its own catalog has that needs saying, by the entity that it is about where there is one. */
  readonly notes: readonly Note[]
}

/** Finds the table of every entity; what is missing is listed as a whole. `model` is what the catalog itself tells. */
export function targetFor(
  definition: SchemaDefinition,
  schema: DataSchema,
  model: Model = toModel(definition),
): Target {
  const dialect = definition.engine
  const { quoteTable } = quoting[dialect]
  const ownOf = new Map(model.schema.entities.map((entity) => [entity.name, entity]))
  const byTable = new Map(definition.tables.map((table) => [keyOf(table), table]))
  const nameOfOwn = new Map<string, string>()
  const tables = new Map<string, TargetTable>()
  const problems: { path: string; message: string }[] = []

  for (const entity of schema.entities) {
    const table = tableOf(entity, definition)
    if (!table) {
      problems.push({ path: entity.name, message: `the database has no table ${wantedName(entity)}` })
      continue
    }
    const missing = entity.fields.filter(
      ({ name, generated }) => !generated && !table.columns.some((column) => column.name === name),
    )
    for (const { name } of missing)
      problems.push({
        path: `${entity.name}.${name}`,
        message: `the table ${table.name} has no column ${JSON.stringify(name)}`,
      })
    const own = [...ownOf.values()].find((one) => one.table && keyOf(qualified(one.table, definition)) === keyOf(table))
    if (own) nameOfOwn.set(own.name, entity.name)
    tables.set(entity.name, {
      entity,
      table,
      name: quoteTable(dialect === 'sqlite' ? { name: table.name } : { schema: table.schema, name: table.name }),
      family: familyOf(table, byTable),
    })
  }
  if (problems.length > 0) throw mismatch(problems)

  return {
    dialect,
    quoting: quoting[dialect],
    definition,
    tables,
    references:
      model.schema.relationships?.flatMap((one) => {
        if (one.type === 'polymorphic' || one.type === 'many-to-many') return []
        const from = nameOfOwn.get(one.child.entity)
        const to = nameOfOwn.get(one.parent.entity)
        if (from === undefined || to === undefined) return []
        return [{ from, to, name: one.name ?? '', columns: one.child.fields, deferrable: one.deferrable === true }]
      }) ?? [],
    notes: model.notes.map((note) => ({ ...note, at: renamed(note.at, nameOfOwn) })),
  }
}

function tableOf(entity: EntityDefinition, definition: SchemaDefinition): Table | undefined {
  const name = entity.table?.name ?? entity.name
  const schema = entity.table?.schema
  const fits = definition.tables.filter(
    (table) => table.name === name && table.kind !== 'virtual' && table.kind !== 'foreign',
  )
  return (
    fits.find((table) => table.schema === schema) ??
    fits.find((table) => table.schema === definition.defaultSchema) ??
    (schema === undefined || definition.engine === 'sqlite' || fits.length === 1 ? fits[0] : undefined)
  )
}

function qualified(
  table: { readonly schema?: string | undefined; readonly name: string },
  definition: SchemaDefinition,
) {
  return { schema: table.schema ?? definition.defaultSchema, name: table.name }
}

function familyOf(table: Table, byTable: ReadonlyMap<string, Table>): Table[] {
  const family = [table]
  for (const one of family)
    for (const part of byTable.values())
      if (
        part.kind === 'partition' &&
        part.parents.some((parent) => keyOf(parent) === keyOf(one)) &&
        !family.includes(part)
      )
        family.push(part)
  return family
}

function wantedName({ name, table }: EntityDefinition): string {
  return table?.schema === undefined
    ? JSON.stringify(table?.name ?? name)
    : JSON.stringify(`${table.schema}.${table.name}`)
}

function renamed(at: string, names: ReadonlyMap<string, string>): string {
  for (const [own, entity] of names) if (at === own || at.startsWith(`${own}.`)) return entity + at.slice(own.length)
  return at
}

function mismatch(problems: readonly { path: string; message: string }[]): UnderstudyError {
  return new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'compare the schema with the database',
    at: problems[0]!.path,
    message: `the database does not fit the schema: ${problems[0]!.message}${problems.length > 1 ? `, and ${problems.length - 1} more` : ''}`,
    hint: 'Create the tables first: by the SQL file that made the other database (understudy load URL FILE.sql), or by --create for a schema file.',
    details: { problems },
  })
}
