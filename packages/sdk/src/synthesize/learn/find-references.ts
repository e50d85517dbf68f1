import type { RelationshipEnds } from './learn-relationship.ts'
import { rowKeys } from './row-keys.ts'
import type { SampleTable } from './sample-table.ts'

/**
 * Foreign keys where no schema names them: all values of a column stand in a column of another entity that has each value
 * once, and the name of the one speaks of the other.
 */
export function findReferences(tables: readonly SampleTable[]): RelationshipEnds[] {
  const keys = tables.flatMap((table) =>
    table.columns.flatMap(({ name }) => {
      const values = distinctKeys(table, name)
      return values && values.size === table.rows && table.rows > 0 ? [{ table, name, values }] : []
    }),
  )
  return tables.flatMap((table) =>
    table.columns.flatMap(({ name }): RelationshipEnds[] => {
      const found = keys.find(
        (key) => key.table !== table && speaksOf(name, key.table.entity, key.name) && isWithin(table, name, key.values),
      )
      return found ? [{ parent: { table: found.table, fields: [found.name] }, child: { table, fields: [name] } }] : []
    }),
  )
}

function distinctKeys(table: SampleTable, name: string): Set<string> | undefined {
  const read = rowKeys(table, [name])
  if (!read) return undefined
  const values = new Set<string>()
  for (let row = 0; row < table.rows; row++) {
    const key = read(row)
    if (key === undefined || values.has(key)) return undefined
    values.add(key)
  }
  return values
}

function isWithin(table: SampleTable, name: string, values: ReadonlySet<string>): boolean {
  const read = rowKeys(table, [name])
  if (!read) return false
  let known = 0
  for (let row = 0; row < table.rows; row++) {
    const key = read(row)
    if (key === undefined) continue
    if (!values.has(key)) return false
    known++
  }
  return known > 0
}

/** customer_id, customerId and customer speak of customers and of their id; id alone speaks of nobody. */
function speaksOf(column: string, entity: string, key: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const one = plain(entity.split('.').at(-1) ?? entity)
  const singular = one
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch|sh)es$/, '$1')
    .replace(/s$/, '')
  const own = plain(column)
  if (own === plain(key)) return own !== 'id' && own.length > 2
  return (
    own.startsWith(singular) ||
    own.endsWith(singular) ||
    own.endsWith(`${singular}${plain(key)}`) ||
    own.startsWith(one)
  )
}
