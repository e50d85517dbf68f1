import { analyzeSchema } from '../catalog/analyze.ts'
import type { Database, Dialect } from '../database/adapter.ts'
import { type Quoting, quoting } from '../database/quote.ts'
import { UnderstudyError } from '../errors.ts'
import type { Expression } from '../model/expression/ast.ts'
import { bindFields, fieldsOf } from '../model/expression/fields.ts'
import { parseExpression } from '../model/expression/parse.ts'
import { printExpression } from '../model/expression/print.ts'
import { rewrite, walk } from '../model/expression/walk.ts'
import { orderEntities } from '../model/order.ts'
import { type OneToRelationship, type ParsedSchema, parseSchema } from '../model/parse.ts'
import type { ConstraintDefinition, DataSchema, EntityDefinition, FieldDefinition, FieldType } from '../model/schema.ts'

export interface CreateOptions {
  /** Only tells the statements. */
  readonly dryRun?: boolean | undefined
}

/** Makes the tables of a schema, with its keys, references and what of its constraints the database can hold. Answers the statements. */
export async function createTables(
  database: Database,
  schema: DataSchema,
  { dryRun = false }: CreateOptions = {},
): Promise<string[]> {
  const parsed = parseSchema(schema)
  const statements = tableStatements(parsed, database.dialect)
  const definition = await analyzeSchema(database)
  const there = parsed.entities.filter(({ name, table }) =>
    definition.tables.some(
      (one) => one.name === (table?.name ?? name) && (table?.schema ?? definition.defaultSchema) === one.schema,
    ),
  )
  if (there.length > 0) {
    throw new UnderstudyError('FILE_EXISTS', {
      operation: 'create tables',
      at: there[0]!.name,
      message: `the database has ${there.map(({ name }) => JSON.stringify(name)).join(', ')} already`,
      hint: 'Leave --create out to fill the tables that are there, or use an empty database.',
    })
  }
  if (!dryRun) {
    await database.transaction(async (session) => {
      for (const statement of statements) await session.execute(statement)
    })
  }
  return statements
}

/** Parents first. Postgres gets its references at the end, so that circles are no matter; SQLite looks at them only when rows come. */
function tableStatements(schema: ParsedSchema, dialect: Dialect): string[] {
  const quote = quoting[dialect]
  const to = (name: string): string => nameOf(schema.entities.find((entity) => entity.name === name)!, quote, dialect)
  const list = (names: readonly string[]): string => names.map(quote.quoteIdentifier).join(', ')
  const reference = ({ child, parent, deferrable }: OneToRelationship): string =>
    `foreign key (${list(child.fields)}) references ${to(parent.entity)} (${list(parent.fields)})${deferrable ? ' deferrable' : ''}`
  const keys = schema.relationships.filter((one): one is OneToRelationship => one.type !== 'polymorphic')
  const apart = dialect === 'postgres' ? keys : []
  const schemas = new Set(
    schema.entities.flatMap(({ table }) => (dialect === 'postgres' && table?.schema ? [table.schema] : [])),
  )

  return [
    ...[...schemas].map((name) => `create schema if not exists ${quote.quoteIdentifier(name)}`),
    ...orderEntities(schema).order.map((entity) => {
      const nullable = new Set(
        keys.filter((one) => one.child.entity === entity.name && one.optional).flatMap((one) => one.child.fields),
      )
      const lines = [
        ...entity.fields.map((field) => columnOf(field, entity, nullable.has(field.name), schema, dialect)),
        ...(entity.primaryKey ? [`primary key (${list(entity.primaryKey)})`] : []),
        ...uniqueSets(schema, entity, keys).map((fields) => `unique (${list(fields)})`),
        ...schema.constraints.flatMap((one) => (one.entity === entity.name ? checkOf(one, entity, dialect) : [])),
        ...(dialect === 'sqlite' ? keys.filter((one) => one.child.entity === entity.name).map(reference) : []),
      ]
      return `create table ${to(entity.name)} (\n  ${lines.join(',\n  ')}\n)`
    }),
    ...apart.map((one) => `alter table ${to(one.child.entity)} add ${reference(one)}`),
  ]
}

function nameOf({ name, table }: EntityDefinition, { quoteTable }: Quoting, dialect: Dialect): string {
  return quoteTable({
    ...(table?.schema && dialect === 'postgres' ? { schema: table.schema } : {}),
    name: table?.name ?? name,
  })
}

function columnOf(
  field: FieldDefinition,
  entity: EntityDefinition,
  optional: boolean,
  schema: ParsedSchema,
  dialect: Dialect,
): string {
  const key = entity.primaryKey?.includes(field.name) === true
  const mayBeNull = !key && (field.nullable === true || optional || (field.nullRate ?? 0) > 0)
  const type = typeOf(resolved(field, entity, schema), dialect)
  return `${quoting[dialect].quoteIdentifier(field.name)} ${type}${mayBeNull ? '' : ' not null'}`
}

/** A field that refers to a key has that key's type. */
function resolved(
  field: FieldDefinition,
  entity: EntityDefinition,
  schema: ParsedSchema,
  seen = new Set<string>(),
): FieldDefinition {
  const id = JSON.stringify([entity.name, field.name])
  if (field.type !== undefined || seen.has(id)) return field
  seen.add(id)
  for (const one of schema.relationships) {
    if (one.child.entity !== entity.name) continue
    const at = one.child.fields.indexOf(field.name)
    const end = one.type === 'polymorphic' ? one.parents[0] : one.parent
    const parent = schema.entities.find(({ name }) => name === end?.entity)
    const target = parent?.fields.find(({ name }) => name === end?.fields[at])
    if (at >= 0 && parent && target) return resolved(target, parent, schema, seen)
  }
  const isKey = entity.primaryKey?.length === 1 && entity.primaryKey[0] === field.name
  return isKey && field.kind === undefined ? { ...field, type: 'integer' } : field
}

const affinities: Partial<Record<FieldType, string>> = {
  integer: 'integer',
  boolean: 'boolean',
  decimal: 'numeric',
  float: 'real',
  bytes: 'blob',
}

function typeOf({ type, maxLength, precision, scale, databaseType, kind }: FieldDefinition, dialect: Dialect): string {
  if (dialect === 'sqlite') {
    return (type === undefined ? kind === 'sequence' && 'integer' : affinities[type]) || 'text'
  }
  if (databaseType !== undefined) return databaseType
  switch (type) {
    case 'integer':
      return 'bigint'
    case 'decimal':
      return precision === undefined ? 'numeric' : `numeric(${precision}, ${scale ?? 0})`
    case 'float':
      return 'double precision'
    case 'json':
      return 'jsonb'
    case 'bytes':
      return 'bytea'
    case 'list':
      return 'text[]'
    case 'boolean':
    case 'uuid':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return type
    case 'text':
      return maxLength === undefined ? 'text' : `varchar(${maxLength})`
    case undefined:
      return kind === 'sequence' ? 'bigint' : maxLength === undefined ? 'text' : `varchar(${maxLength})`
  }
}

/** What is declared unique, and what must be because somebody refers to it. */
function uniqueSets(schema: ParsedSchema, entity: EntityDefinition, keys: readonly OneToRelationship[]): string[][] {
  const sets = [
    ...entity.fields.flatMap(({ name, unique }) => (unique ? [[name]] : [])),
    ...schema.constraints.flatMap((one) => (one.type === 'unique' && one.entity === entity.name ? [one.fields] : [])),
    ...keys.flatMap((one) => (one.type === 'one-to-one' && one.child.entity === entity.name ? [one.child.fields] : [])),
    ...keys.flatMap(({ parent }) => (parent.entity === entity.name ? [parent.fields] : [])),
  ]
  const id = (fields: readonly string[]): string => JSON.stringify([...fields].sort())
  const seen = new Set(entity.primaryKey ? [id(entity.primaryKey)] : [])
  return sets.filter((fields) => !seen.has(id(fields)) && seen.add(id(fields)))
}

function checkOf(one: ConstraintDefinition, entity: EntityDefinition, dialect: Dialect): string[] {
  const { quoteIdentifier, quoteLiteral } = quoting[dialect]
  const written = (value: string | number | boolean): string =>
    typeof value === 'string' ? quoteLiteral(value) : String(value)
  switch (one.type) {
    case 'unique':
      return []
    case 'check':
      return expressionCheck(one.expression, entity, dialect)
    case 'conditional':
      return expressionCheck(`(not (${one.when})) or (${one.when}) is null or (${one.then})`, entity, dialect)
    case 'range': {
      const column = quoteIdentifier(one.field)
      return [
        ...(one.min === undefined ? [] : [`check (${column} >= ${written(one.min)})`]),
        ...(one.max === undefined ? [] : [`check (${column} <= ${written(one.max)})`]),
      ]
    }
    case 'enum':
      return [`check (${quoteIdentifier(one.field)} in (${one.values.map(written).join(', ')}))`]
    case 'order':
      return one.fields
        .slice(1)
        .map(
          (field, i) =>
            `check (${quoteIdentifier(one.fields[i]!)} ${one.strict ? '<' : '<='} ${quoteIdentifier(field)})`,
        )
  }
}

function expressionCheck(text: string, entity: EntityDefinition, dialect: Dialect): string[] {
  const { expression } = bindFields(
    parseExpression(text),
    entity.fields.map(({ name }) => name),
  )
  const quoted = rewrite(expression, (part) => (part.type === 'field' ? { ...part, quoted: true } : part))
  const foreign = dialect === 'sqlite' && [...walk(quoted)].some((part) => isForeignToSqlite(part, entity))
  return foreign ? [] : [`check (${printExpression(quoted)})`]
}

/** Functions that mean in SQLite what they mean elsewhere. */
const common = new Set(['abs', 'coalesce', 'length', 'lower', 'nullif', 'replace', 'round', 'trim', 'upper'])
const temporal = new Set<FieldType | undefined>(['date', 'time', 'timestamp', 'timestamptz'])

/** SQLite has no casts with ::, no regular expressions, no arrays, and its dates are text: such checks hold in the data alone. */
function isForeignToSqlite(part: Expression, entity: EntityDefinition): boolean {
  switch (part.type) {
    case 'cast':
    case 'array':
    case 'subscript':
    case 'quantified':
    case 'operator':
    case 'collate':
      return true
    case 'match':
      return part.style !== 'like' && part.style !== 'glob'
    case 'call':
      return !common.has(part.name)
    case 'arithmetic':
      return fieldsOf(part).some((name) => temporal.has(entity.fields.find((field) => field.name === name)?.type))
    default:
      return false
  }
}
