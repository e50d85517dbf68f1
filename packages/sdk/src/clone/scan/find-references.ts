import type { MaskingColumn, MaskingSchema, MaskingTable } from '../../anonymize/masking-schema.ts'
import { columnIdentity } from '../../anonymize/policy/identity.ts'
import type { SoftReference } from '../../anonymize/policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { singular, wordsOf } from '../../generate/infer-words.ts'
import { isAlike, type KeySearch, type KeyToFind, keysToFind, standsIn } from './keys-to-find.ts'
import type { Samples } from './sample-table.ts'
import { typedReferences } from './typed-references.ts'

export interface ReferenceSearch {
  /** Of one table whose rows were looked at. */
  look(table: MaskingTable, samples: Samples): Promise<void>
  found(): readonly SoftReference[]
}

/**
 * Columns that are named after another table's key, and those beside a column that names tables: where all of their
 * values that were looked at stand there.
 */
export function findReferences(
  source: Session,
  schema: MaskingSchema,
  definition: SchemaDefinition,
  search: Pick<KeySearch, 'signal' | 'timeoutMs'>,
): ReferenceSearch {
  const found: SoftReference[] = []
  const keys = keysToFind(schema, definition)
  const schemas = new Map(definition.tables.map((table) => [maskingTableName(definition, table), table.schema]))
  const look = { ...search, source }
  return {
    found: () => found,
    async look(table, samples) {
      const tied = new Set(table.foreignKeys.flatMap(({ columns }) => columns))
      for (const column of table.columns) {
        const alone = table.keys[0]?.length === 1 && table.keys[0][0] === column.name
        if (tied.has(column.name) || column.generated || alone) continue
        const words = wordsOf(column.name)
        if (words.length < 2 || !/^(id|key|no|nr|uuid|code)$/.test(words.at(-1) ?? '')) continue
        const typed = await typedReferences(
          { table, column, samples, schema: schemas.get(table.name) ?? '' },
          keys,
          look,
        )
        if (typed.length > 0) found.push(...typed)
        else {
          const key = namedAfter(table, column, words.slice(0, -1).map(singular), keys)
          const values = (samples.get(column.name) ?? []).filter((text) => text !== null)
          if (key === undefined || new Set(values).size < enough || !(await standsIn(key, values, look))) continue
          found.push({
            from: columnIdentity(table.name, column.name),
            to: columnIdentity(key.table.name, key.column.name),
          })
        }
      }
    },
  }
}

const enough = 3

function namedAfter(
  table: MaskingTable,
  column: MaskingColumn,
  meant: readonly string[],
  keys: readonly KeyToFind[],
): KeyToFind | undefined {
  return keys.find(
    (key) =>
      key.table !== table &&
      isAlike(key.column, column) &&
      (meant.join(' ') === key.words.join(' ') || meant.at(-1) === key.words.join(' ')),
  )
}
