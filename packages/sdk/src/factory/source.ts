import type { StandardSchemaV1 } from '@standard-schema/spec'
import { UnderstudyError } from '../errors.ts'
import type { Dialect } from '../model/expression/term.ts'
import { type OneToRelationship, parseSchema } from '../model/parse.ts'
import type { DataSchema } from '../model/schema.ts'
import type { Column, ColumnPlace } from './column.ts'
import { shapeColumn } from './shape-column.ts'
import { isStandardSchema, parsedBy, shapeOfStandardSchema } from './standard-schema.ts'
import type { TableSource } from './table-rows.ts'
import type { ShapeField } from './value-shape.ts'

/** Rows of a type of your own, by the name of their table: `entity<User>('users')`. */
export interface EntitySource<out Row> {
  readonly '~row'?: Row
  readonly entity: string
  readonly table?: TableSource | undefined
}

export function entity<Row extends object>(name: string): EntitySource<Row> {
  return { entity: name }
}

/** A table, as introspection or a DataSchema describes it: `table<User>(schema, 'users')`. Expressions are of its dialect. */
export function table<Row extends object = Record<string, unknown>>(
  schema: DataSchema | Readonly<Record<string, unknown>>,
  name: string,
  dialect: Dialect = 'postgres',
): EntitySource<Row> {
  const parsed = parseSchema(schema)
  const definition = parsed.entities.find((one) => one.name === name)
  if (definition) return { entity: name, table: { schema: parsed, definition, dialect } }
  throw new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'define factory',
    at: name,
    message: `the schema has no entity ${JSON.stringify(name)}`,
    hint: `Use one of ${parsed.entities.map((one) => one.name).join(', ')}.`,
  })
}

export type AnySource = string | EntitySource<unknown> | StandardSchemaV1

/** A field that the source knows of: how it is made where the factory does not say. */
export interface SourceField {
  readonly name: string
  readonly optional: boolean
  /** The database numbers the rows in it. */
  readonly numbered: boolean
  /** Undefined of a table, whose rows are made as a whole. */
  readonly column: ((place: ColumnPlace) => Column) | undefined
}

export interface SourceReference {
  readonly entity: string
  readonly fields: readonly string[]
  readonly keys: readonly string[]
}

/** A source with nothing left to find out. */
export interface ResolvedSource {
  readonly entity: string
  readonly fields: ReadonlyMap<string, SourceField>
  readonly primaryKey: readonly string[] | undefined
  readonly references: readonly SourceReference[]
  /** What goes into a row, as the schema declares it; for comparing it with a database. */
  readonly declared: readonly ShapeField[] | undefined
  readonly table: TableSource | undefined
  parse(input: Record<string, unknown>): Promise<unknown> | Record<string, unknown>
}

export function resolveSource(source: AnySource, name: string | undefined): ResolvedSource {
  if (typeof source === 'string') return bare(source)
  if (isStandardSchema(source)) return fromSchema(source, name)
  return source.table ? fromTable(source.table) : bare(source.entity)
}

function bare(entity: string): ResolvedSource {
  return {
    entity,
    fields: new Map(),
    primaryKey: undefined,
    references: [],
    declared: undefined,
    table: undefined,
    parse: (input) => input,
  }
}

function fromSchema(schema: StandardSchemaV1, entity: string | undefined): ResolvedSource {
  if (entity === undefined) {
    throw new UnderstudyError('FACTORY_INVALID', {
      operation: 'define factory',
      message: 'a schema does not say what its rows are called',
      hint: "Give the definition an entity: defineFactory(schema, { entity: 'users', … }).",
    })
  }
  const shape = shapeOfStandardSchema(schema, entity)
  if (shape.is !== 'object') {
    throw new UnderstudyError('FACTORY_INVALID', {
      operation: `define factory ${entity}`,
      message: `the schema of ${entity} describes no object`,
      hint: 'Give the schema of one row.',
    })
  }
  const fields = shape.fields.map(
    ({ name, optional, shape: of }): SourceField => ({
      name,
      optional,
      numbered: false,
      column: (place) => shapeColumn(of, place),
    }),
  )
  return {
    ...bare(entity),
    fields: new Map(fields.map((field) => [field.name, field])),
    declared: shape.fields,
    parse: (input) => parsedBy(schema, input, entity),
  }
}

function fromTable(source: TableSource): ResolvedSource {
  const { schema, definition } = source
  const references = schema.relationships.filter(
    (one): one is OneToRelationship => one.type !== 'polymorphic' && one.child.entity === definition.name,
  )
  const primary = new Set(definition.primaryKey ?? [])
  const holdsKey = new Set(references.flatMap(({ child }) => child.fields))
  const fields = definition.fields
    .filter((field) => !field.generated)
    .map((field): SourceField => {
      const counted = field.kind === 'sequence' || (field.kind === undefined && (field.type ?? 'integer') === 'integer')
      return {
        name: field.name,
        optional: field.nullable ?? false,
        numbered: counted && primary.has(field.name) && primary.size === 1 && !holdsKey.has(field.name),
        column: undefined,
      }
    })
  return {
    ...bare(definition.name),
    fields: new Map(fields.map((field) => [field.name, field])),
    primaryKey: definition.primaryKey,
    references: references.map(({ parent, child }) => ({
      entity: parent.entity,
      fields: child.fields,
      keys: parent.fields,
    })),
    table: source,
  }
}
