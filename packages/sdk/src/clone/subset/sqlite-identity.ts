import type { Column, Table } from '../../catalog/definition.ts'
import { quoteIdentifier, quoteLiteral } from '../../database/sqlite/quote.ts'
import { layoutOf } from '../sqlite/table-layout.ts'
import type { RowIdentity } from './row-identity.ts'

/** By the number of the row; where a table has none that can be named, by the primary key with the class of each value. */
export function sqliteIdentity(table: Table, key: readonly Column[]): RowIdentity | undefined {
  const { rowid } = layoutOf(table)
  if (rowid !== undefined) return byNumber(quoteIdentifier(rowid))
  return key.length > 0 ? byKey(key.map(({ name }) => quoteIdentifier(name))) : undefined
}

function byNumber(name: string): RowIdentity {
  return {
    select: (alias, prefix) => `${alias}.${name} as ${prefix}0`,
    key: (row, prefix) => String(row[`${prefix}0`]),
    match(alias, keys, parameters) {
      parameters.push(`[${keys.join(',')}]`)
      return `${alias}.${name} in (select value from json_each($${parameters.length}))`
    },
    condition: (keys) => `${name} in (${keys.join(', ')})`,
    order: (alias) => `${alias}.${name}`,
    after(alias, key) {
      return `${alias}.${name} > ${BigInt(key)}`
    },
  }
}

/** The class of a value by its first letter, then the value: i and r numbers, t text, b hexadecimal digits of bytes. */
type Tagged = string

function byKey(names: readonly string[]): RowIdentity {
  const of = (alias: string) => `(${names.map((name) => `${alias}.${name}`).join(', ')})`
  const bound = (tagged: Tagged, parameters: unknown[]): string => {
    parameters.push(storedOf(tagged))
    return `$${parameters.length}`
  }
  return {
    select: (alias, prefix) =>
      names
        .map((name, at) => `${alias}.${name} as ${prefix}${at}, typeof(${alias}.${name}) as ${prefix}${at}t`)
        .join(', '),
    key: (row, prefix) =>
      JSON.stringify(names.map((_, at) => tagged(row[`${prefix}${at}`], row[`${prefix}${at}t`] === 'real'))),
    match(alias, keys, parameters) {
      const rows = keys.map(
        (key) =>
          `(${partsOf(key)
            .map((part) => bound(part, parameters))
            .join(', ')})`,
      )
      return `${of(alias)} in (values ${rows.join(', ')})`
    },
    condition(keys) {
      const rows = keys.map((key) => `(${partsOf(key).map(literal).join(', ')})`)
      return `(${names.join(', ')}) in (values ${rows.join(', ')})`
    },
    order: (alias) => names.map((name) => `${alias}.${name}`).join(', '),
    after: (alias, key, parameters) =>
      `${of(alias)} > (${partsOf(key)
        .map((part) => bound(part, parameters))
        .join(', ')})`,
  }
}

function tagged(value: unknown, real: boolean): Tagged {
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('hex')}`
  return typeof value === 'string' ? `t${value}` : `${real ? 'r' : 'i'}${String(value)}`
}

/** The cast is sound: `key` has written the text. */
function partsOf(key: string): Tagged[] {
  return JSON.parse(key) as Tagged[]
}

function storedOf(part: Tagged): string | bigint | number | Uint8Array {
  const value = part.slice(1)
  switch (part[0]) {
    case 'i':
      return BigInt(value)
    case 'r':
      return Number(value)
    case 'b':
      return Buffer.from(value, 'hex')
    default:
      return value
  }
}

function literal(part: Tagged): string {
  const value = part.slice(1)
  switch (part[0]) {
    case 'i':
      return value
    case 'r':
      return realLiteral(value)
    case 'b':
      return `x'${value}'`
    default:
      return quoteLiteral(value)
  }
}

function realLiteral(text: string): string {
  if (text === 'Infinity') return '9e999'
  if (text === '-Infinity') return '-9e999'
  return /[.e]/.test(text) ? text : `${text}.0`
}
