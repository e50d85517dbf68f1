import type { MaskingColumn, MaskingSchema, MaskingTable } from '../../anonymize/masking-schema.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { QualifiedName } from '../../catalog/qualified-name.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import { singular, wordsOf } from '../../generate/infer-words.ts'

/** A key of one column, that others could refer to. */
export interface KeyToFind {
  readonly table: MaskingTable
  readonly column: MaskingColumn
  readonly place: QualifiedName
  /** Of the table's name, each in the singular. */
  readonly words: readonly string[]
}

export interface KeySearch {
  readonly source: Session
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
}

const most = 1000

export function keysToFind(schema: MaskingSchema, definition: SchemaDefinition): readonly KeyToFind[] {
  const places = new Map(definition.tables.map((table) => [maskingTableName(definition, table), table]))
  return schema.tables.flatMap((table) => {
    const place = places.get(table.name)
    const [key] = table.keys
    const column = key?.length === 1 ? table.columns.find(({ name }) => name === key[0]) : undefined
    if (place === undefined || column === undefined || column.generated) return []
    return [{ table, column, place, words: wordsOf(place.name).map(singular) }]
  })
}

export function isAlike({ value: a }: MaskingColumn, { value: b }: MaskingColumn): boolean {
  return a.kind === 'scalar' && b.kind === 'scalar' && a.form === b.form
}

/** Whether all of the values are there, by the index of the key. */
export async function standsIn(
  { place, column }: KeyToFind,
  values: readonly string[],
  { source, signal, timeoutMs }: KeySearch,
): Promise<boolean> {
  const { quoteIdentifier, quoteTable } = quoting[source.dialect]
  const { schema, name } = place
  const table = quoteTable(source.dialect === 'sqlite' ? { name } : { schema, name })
  const some = [...new Set(values)].slice(0, most)
  const list = some.map((_, at) => `$${at + 1}`).join(', ')
  const text = `select count(*) as count from ${table} where ${quoteIdentifier(column.name)} in (${list})`
  const slow = AbortSignal.timeout(timeoutMs)
  const either = signal === undefined ? slow : AbortSignal.any([signal, slow])
  try {
    const [row] = await source.transaction((inner) => inner.query<{ count: unknown }>(text, some, { signal: either }))
    return Number(row?.count) === some.length
  } catch (thrown) {
    // A value that its type does not take stands nowhere; a table that may not be read, or not in time, tells nothing.
    if (!(thrown instanceof UnderstudyError) || signal?.aborted || thrown.code === 'CONNECTION_LOST') throw thrown
    return false
  }
}
