import type { MaskingType, ScalarType } from '../../anonymize/masking-schema.ts'
import type { ValueForm } from '../../anonymize/value-form.ts'
import type { ColumnType, PlainKind } from '../column-type.ts'

/** What masks know of a type of Postgres: domains are what they are made of, and what no mask reads is `other`. */
export function maskingTypeOf(type: ColumnType): MaskingType {
  switch (type.kind) {
    case 'numeric':
      return scalar('decimal', {
        precision: type.precision,
        scale: type.precision === undefined ? undefined : (type.scale ?? 0),
      })
    case 'varchar':
    case 'char':
      return scalar('text', { maxLength: type.length })
    case 'bit':
    case 'varbit':
      return scalar('bits', { maxLength: type.length })
    case 'time':
    case 'timestamp':
    case 'interval':
      return scalar(type.kind)
    case 'timetz':
    case 'vector':
    case 'halfvec':
    case 'sparsevec':
      return scalar('other')
    case 'timestamptz':
      return scalar('instant')
    case 'enum':
      return scalar('enum', { values: type.values })
    case 'domain':
      return maskingTypeOf(type.base)
    case 'array':
      return { kind: 'list', element: maskingTypeOf(type.element) }
    case 'range':
    case 'multirange':
      return { kind: type.kind, element: maskingTypeOf(type.element) }
    case 'composite':
      return {
        kind: 'composite',
        fields: type.fields.map((field) => ({ name: field.name, value: maskingTypeOf(field.type) })),
      }
    case 'unknown':
      return { kind: 'unknown' }
    default:
      return type.kind === 'hstore' ? { kind: 'map' } : plain[type.kind]
  }
}

function scalar(form: ValueForm, more: Omit<ScalarType, 'kind' | 'form'> = {}): ScalarType {
  return { kind: 'scalar', form, ...said(more) }
}

function said<T extends object>(properties: T): Partial<T> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Partial<T>
}

const plain: Readonly<Record<Exclude<PlainKind, 'hstore'>, ScalarType>> = {
  smallint: scalar('integer', { bits: 16 }),
  integer: scalar('integer', { bits: 32 }),
  bigint: scalar('integer', { bits: 64 }),
  real: scalar('float', { bits: 32 }),
  double: scalar('float', { bits: 64 }),
  boolean: scalar('boolean'),
  text: scalar('text'),
  citext: scalar('text', { caseless: true }),
  uuid: scalar('uuid'),
  date: scalar('date'),
  json: scalar('json'),
  jsonb: scalar('json'),
  bytea: scalar('bytes'),
  inet: scalar('inet'),
  cidr: scalar('inet'),
  macaddr: scalar('mac'),
  macaddr8: scalar('mac'),
  xml: scalar('xml'),
  tsvector: scalar('tsvector'),
  point: scalar('point'),
  // Its text depends on the server's locale.
  money: scalar('other'),
  oid: scalar('other'),
  tsquery: scalar('other'),
  ltree: scalar('other'),
  line: scalar('other'),
  lseg: scalar('other'),
  box: scalar('other'),
  path: scalar('other'),
  polygon: scalar('other'),
  circle: scalar('other'),
  // SQLite's column that holds anything: whatever it holds is masked as text.
  any: scalar('text'),
}
