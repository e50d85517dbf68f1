import type { ColumnType } from '../../catalog/column-type.ts'
import { columnShape } from '../../catalog/model/column-shape.ts'
import type { ValueShape } from '../../factory/value-shape.ts'
import type { Domain } from '../../model/expression/domain.ts'
import { listed, type Mismatch, type Place } from './mismatch.ts'
import { named, numbersOf, shapeOfValue, textsOf } from './shape-facts.ts'

/** What a column's type refuses of the values that a field may have. */
export function typeMismatches(place: Place, shape: ValueShape, of: ColumnType): Mismatch[] {
  const { at, field, column } = place
  if (of.kind === 'domain') return typeMismatches(place, shape, of.base)
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

/** What CHECK constraints refuse of them. */
export function checkMismatches(
  { at, field, column }: Place,
  shape: ValueShape,
  domain: Domain | undefined,
): Mismatch[] {
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
