import type { Column, Table } from '../../catalog/definition.ts'
import { quoteIdentifier, quoteLiteral } from '../../database/postgres/quote.ts'
import type { RowIdentity } from './row-identity.ts'

/** NUL stands in no text of Postgres. */
const between = '\0'

/** By the primary key; without one by the place of the row, which holds as long as the snapshot does. */
export function postgresIdentity(table: Table, key: readonly Column[]): RowIdentity {
  const columns =
    key.length > 0
      ? key.map(({ name, databaseType }) => ({ name: quoteIdentifier(name), type: databaseType }))
      : [
          ...(table.kind === 'partitioned' ? [{ name: 'tableoid', type: 'pg_catalog.oid' }] : []),
          { name: 'ctid', type: 'pg_catalog.tid' },
        ]
  const partsOf = (keys: readonly string[]) => keys.map((one) => one.split(between))
  const of = (alias: string) => columns.map(({ name }) => `${alias}.${name}`)
  const [first] = columns
  const single = columns.length === 1 && first !== undefined ? first : undefined
  return {
    select: (alias, prefix) =>
      columns.map(({ name }, at) => `${alias}.${name}::pg_catalog.text as ${prefix}${at}`).join(', '),
    key: (row, prefix) => columns.map((_, at) => String(row[`${prefix}${at}`])).join(between),
    match(alias, keys, parameters) {
      const parts = partsOf(keys)
      const places = columns.map(({ type }, at) => {
        parameters.push(parts.map((one) => one[at]))
        return `$${parameters.length}::${type}[]`
      })
      if (single) return `${alias}.${single.name} = any(${places[0]})`
      return `(${of(alias).join(', ')}) in (select * from unnest(${places.join(', ')}))`
    },
    condition(keys) {
      const rows = partsOf(keys).map((parts) => parts.map((part) => quoteLiteral(part)).join(', '))
      if (single) return `${single.name} in (${rows.join(', ')})`
      return `(${columns.map(({ name }) => name).join(', ')}) in (${rows.map((row) => `(${row})`).join(', ')})`
    },
    order: (alias) => of(alias).join(', '),
    after(alias, key, parameters) {
      const places = key.split(between).map((part, at) => {
        parameters.push(part)
        return `$${parameters.length}::${columns[at]?.type}`
      })
      return `(${of(alias).join(', ')}) > (${places.join(', ')})`
    },
  }
}
