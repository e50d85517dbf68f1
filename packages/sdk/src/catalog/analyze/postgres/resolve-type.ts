import { type ColumnType, type PlainKind, plainKinds } from '../../column-type.ts'
import type { TypeFact } from './types.ts'

export type ResolveType = (oid: number, modifier: number, dimensions?: number) => ColumnType

/** Turns the catalog's types into column types. The same type is resolved once, so that equal types stay one object. */
export function typeResolver(types: readonly TypeFact[]): ResolveType {
  const byOid = new Map(types.map((type) => [type.oid, type]))
  const known = new Map<string, ColumnType>()
  const resolve: ResolveType = (oid, modifier, dimensions = 0) => {
    const key = `${oid} ${modifier} ${dimensions}`
    const fact = byOid.get(oid)
    const type = known.get(key) ?? (fact ? build(fact, modifier, dimensions, resolve) : unknown(`type ${oid}`))
    known.set(key, type)
    return type
  }
  return resolve
}

function build(fact: TypeFact, modifier: number, dimensions: number, resolve: ResolveType): ColumnType {
  const { schema, name } = fact
  if (fact.element !== null) {
    return { kind: 'array', element: resolve(fact.element, modifier), dimensions: dimensions || 1 }
  }
  switch (fact.type) {
    case 'e':
      return { kind: 'enum', schema, name, values: fact.labels ?? [] }
    case 'd':
      return {
        kind: 'domain',
        schema,
        name,
        base: resolve(fact.base, fact.modifier, fact.dimensions),
        baseType: fact.baseType ?? '',
        collation: fact.collation,
        notNull: fact.notNull,
        default: fact.default,
        checks: fact.checks ?? [],
      }
    case 'c':
      return {
        kind: 'composite',
        schema,
        name,
        fields: (fact.fields ?? []).map(({ type, modifier, ...field }) => ({
          ...field,
          type: resolve(type, modifier),
        })),
      }
    case 'r':
      return { kind: 'range', schema, name, element: resolve(fact.subtype ?? 0, -1) }
    case 'm':
      return { kind: 'multirange', schema, name, element: resolve(fact.subtype ?? 0, -1) }
    case 'b':
    case 'p':
      return scalar(fact, modifier)
  }
}

const systemNames: Readonly<Record<string, PlainKind>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double',
  bool: 'boolean',
  name: 'text',
}
const extensionKinds = new Set<string>(['citext', 'hstore', 'ltree', 'vector', 'halfvec', 'sparsevec'])

function scalar({ schema, name, extension }: TypeFact, modifier: number): ColumnType {
  const system = schema === 'pg_catalog'
  if (!system && !(extension !== null && extensionKinds.has(name))) return unknown(name, schema)
  const plain = systemNames[name] ?? plainKinds.find((kind) => kind === name)
  if (plain) return { kind: plain }
  switch (name) {
    case 'numeric':
      return modifier < 0 ? { kind: 'numeric' } : { kind: 'numeric', ...numericModifier(modifier) }
    case 'varchar':
      return { kind: 'varchar', ...(modifier < 0 ? {} : { length: modifier - 4 }) }
    case 'bpchar':
      return { kind: 'char', ...(modifier < 0 ? {} : { length: modifier - 4 }) }
    case 'char':
      return { kind: 'char', length: 1 }
    case 'bit':
    case 'varbit':
      return { kind: name, ...(modifier < 0 ? {} : { length: modifier }) }
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return { kind: name, ...(modifier < 0 ? {} : { precision: modifier }) }
    case 'interval':
      return { kind: name, ...(modifier < 0 || (modifier & 0xffff) === 0xffff ? {} : { precision: modifier & 0xffff }) }
    case 'vector':
    case 'halfvec':
    case 'sparsevec':
      return { kind: name, ...(modifier < 0 ? {} : { dimensions: modifier }) }
    default:
      return unknown(name, schema)
  }
}

/** Scale has eleven bits and a sign since Postgres 15. */
function numericModifier(modifier: number): { precision: number; scale: number } {
  const packed = modifier - 4
  const scale = packed & 0x7ff
  return { precision: (packed >> 16) & 0xffff, scale: scale >= 0x400 ? scale - 0x800 : scale }
}

function unknown(name: string, schema = 'pg_catalog'): ColumnType {
  return { kind: 'unknown', schema, name }
}
