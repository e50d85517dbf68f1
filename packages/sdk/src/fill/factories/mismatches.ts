import type { ColumnType } from '../../catalog/column-type.ts'
import type { Column, KeyConstraint, Table } from '../../catalog/definition.ts'
import { columnShape } from '../../catalog/model/column-shape.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { DescribedField, FactoryDescription } from '../../factory/describe-factory.ts'
import type { ValueShape } from '../../factory/value-shape.ts'
import type { Domain } from '../../model/expression/domain.ts'
import { columnNamed, type FactoryTables, foreignKeys, isNotNull } from './factory-tables.ts'

export type MismatchKind =
  | 'table'
  | 'column'
  | 'type'
  | 'nullability'
  | 'missing'
  | 'length'
  | 'enum'
  | 'check'
  | 'range'
  | 'precision'
  | 'generated'
  | 'unique'
  | 'foreign key'

/** A place where what a factory says and what the database has cannot both hold for every row. */
export interface Mismatch {
  readonly kind: MismatchKind
  readonly at: string
  readonly message: string
  readonly hint: string
}

/** Compares a factory with its table, before any row is made. `domains` is what CHECK constraints leave to each column. */
export function mismatches(
  factory: FactoryDescription,
  tables: FactoryTables,
  domains: ReadonlyMap<string, Domain>,
): Mismatch[] {
  const table = tables.named(factory.entity)
  const linked = new Set(factory.references.flatMap(({ fields }) => fields))
  return [
    ...factory.fields
      .filter(({ name }) => !linked.has(name))
      .flatMap((field) => ofField(factory, field, table, domains)),
    ...missingColumns(factory, table, linked),
    ...uniques(factory, table),
    ...references(factory, table, tables),
  ]
}

interface Place {
  readonly at: string
  readonly field: DescribedField
  readonly column: Column
  readonly table: Table
}

function ofField(
  factory: FactoryDescription,
  field: DescribedField,
  table: Table,
  domains: ReadonlyMap<string, Domain>,
): Mismatch[] {
  const at = `${factory.name}.${field.name}`
  const column = columnNamed(table, field.name)
  if (!column) {
    return [
      {
        kind: 'column',
        at,
        message: `the table ${table.name} has no column for ${field.name}`,
        hint: `Add the column, or take ${field.name} out of the row.`,
      },
    ]
  }
  if (column.generated) {
    return [
      {
        kind: 'generated',
        at,
        message: `the database computes ${column.name} itself`,
        hint: `Leave ${field.name} out of the factory.`,
      },
    ]
  }
  const place = { at, field, column, table }
  const shape = field.shape
  if (!shape) return []
  const domain = domains.get(column.name)
  const ofType = type(place, shape, column.type)
  // A type's own ends are part of what the checks leave: they are said once.
  return [...nullability(place, shape, domain), ...ofType, ...(ofType.length > 0 ? [] : check(place, shape, domain))]
}

function nullability({ at, field, column, table }: Place, shape: ValueShape, domain: Domain | undefined): Mismatch[] {
  const must =
    isNotNull(table, column.name) || domain?.notNull === true || (column.type.kind === 'domain' && column.type.notNull)
  const may = shape.nullable || (field.optional && column.default === null)
  if (!must || !may) return []
  return [
    {
      kind: 'nullability',
      at,
      message: `${field.name} may be ${shape.nullable ? 'null' : 'left out'}, and the column ${column.name} may not`,
      hint: 'Make the field required and not null in the schema, or the column nullable.',
    },
  ]
}

function type(place: Place, shape: ValueShape, of: ColumnType): Mismatch[] {
  const { at, field, column } = place
  if (of.kind === 'domain') return type(place, shape, of.base)
  if (of.kind === 'enum') {
    const lost = textsOf(shape)?.filter((value) => !of.values.includes(value))
    if (lost && lost.length === 0) return []
    const message = lost
      ? `${listed(lost)} ${lost.length > 1 ? 'are' : 'is'} no value of the enum ${of.name}`
      : `${field.name} may be any text, and the enum ${of.name} has ${of.values.length} values`
    return [{ kind: 'enum', at, message, hint: `Let the field be one of ${listed(of.values)}, or add to the enum.` }]
  }
  if (!fits(shape, of)) {
    return [
      {
        kind: 'type',
        at,
        message: `${field.name} is ${named(shape)}, and the column ${column.name} holds ${column.databaseType}`,
        hint: 'Change the one or the other.',
      },
    ]
  }
  return [...length(place, shape, of), ...range(place, shape, of)]
}

function fits(shape: ValueShape, of: ColumnType): boolean {
  if (shape.is === 'null' || shape.is === 'unknown' || of.kind === 'any') return true
  if (shape.is === 'choice') return shape.values.every((value) => fits(shapeOfValue(value), of))
  const column = columnShape(of)
  if (!column) return true
  switch (column.type) {
    case 'text':
      return shape.is === 'text' || shape.is === 'date'
    case 'integer':
      return shape.is === 'integer' || shape.is === 'bigint' || shape.is === 'boolean'
    case 'decimal':
    case 'float':
      return (
        shape.is === 'integer' ||
        shape.is === 'bigint' ||
        shape.is === 'number' ||
        (shape.is === 'text' && shape.pattern !== undefined)
      )
    case 'boolean':
      return shape.is === 'boolean'
    case 'uuid':
      return shape.is === 'text' && (shape.format === 'uuid' || shape.format === 'guid')
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return shape.is === 'date' || (shape.is === 'text' && shape.format !== undefined && timeFormats.has(shape.format))
    case 'list':
      return shape.is === 'list'
    case 'bytes':
      return shape.is !== 'boolean'
    case 'json':
      return true
  }
}

const timeFormats = new Set(['date', 'time', 'date-time'])

function length({ at, field, column }: Place, shape: ValueShape, of: ColumnType): Mismatch[] {
  if ((of.kind !== 'varchar' && of.kind !== 'char') || of.length === undefined) return []
  const longest =
    shape.is === 'text'
      ? (shape.maxLength ?? fixedLengths[shape.format ?? ''] ?? Number.POSITIVE_INFINITY)
      : Math.max(0, ...(textsOf(shape) ?? []).map((text) => [...text].length))
  if (longest <= of.length) return []
  const may = Number.isFinite(longest) ? `up to ${longest}` : 'any number of'
  return [
    {
      kind: 'length',
      at,
      message: `${field.name} may have ${may} characters, and the column ${column.name} holds ${of.length}`,
      hint: `Limit the field to ${of.length} characters, or widen the column.`,
    },
  ]
}

const fixedLengths: Readonly<Record<string, number>> = { uuid: 36, guid: 36, date: 10, ipv4: 15, ipv6: 45, mac: 17 }

function range({ at, field, column }: Place, shape: ValueShape, of: ColumnType): Mismatch[] {
  const { min, max, step } = numbersOf(shape)
  if (min === undefined && max === undefined && step === undefined) return []
  if (of.kind === 'numeric' && of.precision !== undefined) {
    const scale = of.scale ?? 0
    const end = Number(`1e${of.precision - scale}`)
    const tooWide = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)) >= end
    const tooFine =
      step !== undefined && scale < 15 && !Number.isInteger(Number((step * Number(`1e${scale}`)).toPrecision(12)))
    if (!tooWide && !tooFine) return []
    return [
      {
        kind: 'precision',
        at,
        message: tooWide
          ? `${field.name} goes up to ${Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0))}, and ${column.databaseType} ends below ${end}`
          : `${field.name} goes in steps of ${step}, and ${column.databaseType} rounds them`,
        hint: 'Narrow the field, or widen the column.',
      },
    ]
  }
  const ends = columnShape(of)
  if (ends?.min === undefined || ends.max === undefined) return []
  if ((min ?? ends.min) >= ends.min && (max ?? ends.max) <= ends.max) return []
  return [
    {
      kind: 'range',
      at,
      message: `${field.name} may be ${(max ?? 0) > ends.max ? max : min}, and ${column.databaseType} goes from ${ends.min} to ${ends.max}`,
      hint: 'Narrow the field, or widen the column.',
    },
  ]
}

function check({ at, field, column }: Place, shape: ValueShape, domain: Domain | undefined): Mismatch[] {
  if (!domain) return []
  const refuse = (what: string): Mismatch[] => [
    {
      kind: 'check',
      at,
      message: `${field.name} may be ${what}, which a check of ${column.name} refuses`,
      hint: 'Narrow the field, or change the constraint.',
    },
  ]
  if (shape.is === 'choice') {
    const refused = shape.values.filter((value) => !allows(domain, value))
    return refused.length > 0 ? refuse(listed(refused.map(String))) : []
  }
  if (shape.is === 'text') {
    if (domain.allowed) return refuse(`any text but ${listed(domain.allowed.map(String))}`)
    if ((shape.minLength ?? 0) < domain.minLength) return refuse(`shorter than ${domain.minLength} characters`)
    if ((shape.maxLength ?? Number.POSITIVE_INFINITY) > domain.maxLength)
      return refuse(`longer than ${domain.maxLength} characters`)
    return []
  }
  if (shape.is !== 'integer' && shape.is !== 'number' && shape.is !== 'bigint') return []
  if (domain.allowed) return refuse(`another number than ${listed(domain.allowed.map(String))}`)
  const { min, max } = domain
  if (min && beyond(min.value, min.inclusive, shape.min, 1)) return refuse(`below ${String(min.value)}`)
  if (max && beyond(max.value, max.inclusive, shape.max, -1)) return refuse(`above ${String(max.value)}`)
  return []
}

/** Whether the field reaches beyond an end of the domain. */
function beyond(end: Domain['excluded'][number], inclusive: boolean, own: number | undefined, side: 1 | -1): boolean {
  const limit = Number(end)
  if (Number.isNaN(limit)) return false
  return own === undefined || own * side < limit * side || (!inclusive && own === limit)
}

function allows({ allowed, excluded, min, max, minLength, maxLength }: Domain, value: unknown): boolean {
  const same = (one: unknown) => String(one) === String(value)
  if (allowed && !allowed.some(same)) return false
  if (excluded.some(same)) return false
  if (typeof value === 'string') return [...value].length >= minLength && [...value].length <= maxLength
  if (typeof value !== 'number') return true
  return !(min && beyond(min.value, min.inclusive, value, 1)) && !(max && beyond(max.value, max.inclusive, value, -1))
}

/** Columns that every row must have and that nobody fills. */
function missingColumns(factory: FactoryDescription, table: Table, linked: ReadonlySet<string>): Mismatch[] {
  const filled = [...factory.fields.map(({ name }) => name), ...linked, ...factory.required]
  const covered = new Set(filled.map((name) => columnNamed(table, name)?.name))
  const references = foreignKeys(table)
  return table.columns.flatMap((column): Mismatch[] => {
    if (covered.has(column.name) || column.generated || column.default !== null || column.identity || column.rowidAlias)
      return []
    if (!isNotNull(table, column.name)) return []
    const at = `${factory.name}.${column.name}`
    const reference = references.find(({ columns }) => columns.includes(column.name))
    if (reference) {
      return [
        {
          kind: 'foreign key',
          at,
          message: `${column.name} must point at ${reference.references.name}, and no association gives it`,
          hint: `Add an association: ref(…, { field: '${column.name}' }).`,
        },
      ]
    }
    return [
      {
        kind: 'missing',
        at,
        message: `the column ${column.name} must have a value, and the factory gives none`,
        hint: `Give ${column.name} a kind, or a default in the database.`,
      },
    ]
  })
}

function uniques(factory: FactoryDescription, table: Table): Mismatch[] {
  const keys = table.constraints.filter(
    (one): one is KeyConstraint => one.kind === 'unique' || one.kind === 'primary key',
  )
  return keys.flatMap(({ name, columns }): Mismatch[] => {
    const fields = columns.map((column) =>
      factory.fields.find((field) => columnNamed(table, field.name)?.name === column),
    )
    const linked = factory.references.some((one) =>
      one.fields.some((field) => columns.includes(columnNamed(table, field)?.name ?? '')),
    )
    if (linked || !fields.every((field) => field?.repeats === true)) return []
    return [
      {
        kind: 'unique',
        at: `${factory.name}.${fields[0]?.name}`,
        message: `${columns.join(', ')} is unique (${name}), and two rows of the factory may be equal there`,
        hint: `Make it unique: ${fields[0]?.name}: kind(…).unique().`,
      },
    ]
  })
}

function references(factory: FactoryDescription, table: Table, tables: FactoryTables): Mismatch[] {
  const known = foreignKeys(table)
  const given = factory.references.flatMap(({ association, fields, entity }): Mismatch[] => {
    const at = `${factory.name}.${association}`
    const columns = fields.map((field) => columnNamed(table, field)?.name)
    const lost = fields.find((_, i) => columns[i] === undefined)
    if (lost !== undefined) {
      return [
        {
          kind: 'column',
          at,
          message: `the table ${table.name} has no column for ${lost}, which holds the key of ${association}`,
          hint: `Say the right one: ref(…, { field: … }).`,
        },
      ]
    }
    const foreignKey = known.find(
      (one) => one.columns.length === columns.length && one.columns.every((column) => columns.includes(column)),
    )
    if (!foreignKey) {
      return [
        {
          kind: 'foreign key',
          at,
          message: `${fields.join(', ')} of ${table.name} points at no table, and ${association} takes it to ${entity}`,
          hint: 'Add the foreign key, or give the association another field.',
        },
      ]
    }
    if (keyOf(foreignKey.references) === keyOf(tables.named(entity))) return []
    return [
      {
        kind: 'foreign key',
        at,
        message: `${fields.join(', ')} points at ${foreignKey.references.name}, and ${association} brings rows of ${entity}`,
        hint: `Give the association a factory of ${foreignKey.references.name}.`,
      },
    ]
  })
  const linked = new Set(
    factory.references.flatMap(({ fields }) => fields.map((field) => columnNamed(table, field)?.name)),
  )
  const free = known.flatMap(({ columns, references: { name } }): Mismatch[] => {
    if (columns.some((column) => linked.has(column))) return []
    const filled = factory.fields.find(
      (field) => field.shape?.is !== 'null' && columns.includes(columnNamed(table, field.name)?.name ?? ''),
    )
    if (!filled || factory.required.includes(filled.name)) return []
    return [
      {
        kind: 'foreign key',
        at: `${factory.name}.${filled.name}`,
        message: `${filled.name} must point at a row of ${name}, and the factory makes it up`,
        hint: `Add an association: ref(…, { field: '${filled.name}' }).`,
      },
    ]
  })
  return [...given, ...free]
}

function numbersOf(shape: ValueShape): {
  min?: number | undefined
  max?: number | undefined
  step?: number | undefined
} {
  if (shape.is === 'choice') {
    const numbers = shape.values.filter((value) => typeof value === 'number')
    return numbers.length === 0 ? {} : { min: Math.min(...numbers), max: Math.max(...numbers) }
  }
  return shape.is === 'integer' || shape.is === 'number' || shape.is === 'bigint' ? shape : {}
}

/** Undefined where there are too many to name. */
function textsOf(shape: ValueShape): string[] | undefined {
  if (shape.is === 'null') return []
  return shape.is === 'choice' ? shape.values.map(String) : undefined
}

function shapeOfValue(value: unknown): ValueShape {
  const nullable = false
  if (typeof value === 'string') {
    const format = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
      ? 'uuid'
      : Number.isNaN(Date.parse(value))
        ? undefined
        : 'date-time'
    return {
      is: 'text',
      format,
      pattern: /^-?\d+(\.\d+)?$/.test(value) ? value : undefined,
      minLength: undefined,
      maxLength: undefined,
      nullable,
    }
  }
  if (typeof value === 'number')
    return { is: Number.isInteger(value) ? 'integer' : 'number', min: value, max: value, step: undefined, nullable }
  if (typeof value === 'bigint') return { is: 'bigint', min: undefined, max: undefined, step: undefined, nullable }
  if (typeof value === 'boolean') return { is: 'boolean', nullable }
  if (value instanceof Date) return { is: 'date', nullable }
  if (Array.isArray(value))
    return { is: 'list', items: { is: 'unknown', nullable }, first: [], min: 0, max: 0, nullable }
  return { is: 'unknown', nullable }
}

function named(shape: ValueShape): string {
  switch (shape.is) {
    case 'text':
      return shape.format === undefined ? 'text' : `text (${shape.format})`
    case 'choice':
      return `one of ${listed(shape.values.map(String))}`
    case 'list':
      return 'a list'
    case 'object':
      return 'an object'
    default:
      return `a ${shape.is}`
  }
}

function listed(values: readonly string[]): string {
  return `${values.slice(0, 5).join(', ')}${values.length > 5 ? ', …' : ''}`
}
