import type { MaskingColumn, MaskingSchema, MaskingTable } from '../../anonymize/masking-schema.ts'
import { columnIdentity } from '../../anonymize/policy/identity.ts'
import type { SoftReference } from '../../anonymize/policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import { singular, wordsOf } from '../../generate/infer-words.ts'
import type { Samples } from './sample-table.ts'

const most = 200
const enough = 3

export interface ReferenceSearch {
  /** Of one table whose rows were looked at. */
  look(table: MaskingTable, samples: Samples, signal: AbortSignal | undefined): Promise<void>
  found(): readonly SoftReference[]
}

/** Columns that are named after another table's key, and all of whose values that were looked at stand there. */
export function findReferences(source: Session, schema: MaskingSchema, definition: SchemaDefinition): ReferenceSearch {
  const found: SoftReference[] = []
  const places = new Map(definition.tables.map((table) => [maskingTableName(definition, table), table]))
  const targets = schema.tables.flatMap((table) => {
    const [key] = table.keys
    const column = key?.length === 1 ? table.columns.find(({ name }) => name === key[0]) : undefined
    return column === undefined ? [] : [{ table, column, words: wordsOf(bare(table.name)).map(singular).join(' ') }]
  })
  return {
    found: () => found,
    async look(table, samples, signal) {
      const tied = new Set(table.foreignKeys.flatMap(({ columns }) => columns))
      for (const column of table.columns) {
        if (
          tied.has(column.name) ||
          column.generated ||
          (table.keys[0]?.length === 1 && table.keys[0][0] === column.name)
        )
          continue
        const words = wordsOf(column.name)
        if (words.length < 2 || !/^(id|key|no|nr|uuid|code)$/.test(words.at(-1) ?? '')) continue
        const meant = words.slice(0, -1).map(singular)
        const target = targets.find(
          (one) =>
            one.table !== table &&
            isAlike(one.column, column) &&
            (meant.join(' ') === one.words || meant.at(-1) === one.words),
        )
        const place = target && places.get(target.table.name)
        if (target === undefined || place === undefined) continue
        const values = [...new Set((samples.get(column.name) ?? []).filter((text) => text !== null))].slice(0, most)
        if (values.length < enough || !(await allStand(source, place, target.column.name, values, signal))) continue
        found.push({
          from: columnIdentity(table.name, column.name),
          to: columnIdentity(target.table.name, target.column.name),
        })
      }
    },
  }
}

function bare(table: string): string {
  return table.split('.').at(-1) ?? table
}

function isAlike({ value: a }: MaskingColumn, { value: b }: MaskingColumn): boolean {
  return a.kind === 'scalar' && b.kind === 'scalar' && a.form === b.form
}

/** By the index of the key. */
async function allStand(
  source: Session,
  table: { readonly schema: string; readonly name: string },
  key: string,
  values: readonly string[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { quoteIdentifier, quoteTable } = quoting[source.dialect]
  const name = source.dialect === 'sqlite' ? { name: table.name } : { schema: table.schema, name: table.name }
  const list = values.map((_, at) => `$${at + 1}`).join(', ')
  const text = `select count(*) as count from ${quoteTable(name)} where ${quoteIdentifier(key)} in (${list})`
  try {
    const [row] = await source.transaction((inner) => inner.query<{ count: unknown }>(text, values, { signal }))
    return Number(row?.count) === values.length
  } catch (thrown) {
    // A value that its type does not take stands nowhere; a table that may not be read tells nothing.
    if (!(thrown instanceof UnderstudyError) || thrown.code === 'CANCELLED' || thrown.code === 'CONNECTION_LOST')
      throw thrown
    return false
  }
}
