import type { ColumnMask, CompiledPolicy } from '../src/anonymize/compiled-policy.ts'
import type { RowValues } from '../src/anonymize/transform.ts'
import type { SchemaDefinition } from '../src/catalog/definition.ts'
import { maskingSchemaOf } from '../src/catalog/masking/masking-schema-of.ts'

export type PlainMask = (text: string, row: RowValues) => string | null

/** A compiled policy that keeps everything but the columns that are named, as table.column. */
export function plainPolicy(
  definition: SchemaDefinition,
  masks: Readonly<Record<string, PlainMask>> = {},
): CompiledPolicy {
  const schema = maskingSchemaOf(definition)
  const unknown = new Set(Object.keys(masks))
  const tables = schema.tables.map((table) => ({
    table,
    group: undefined,
    columns: table.columns.map((column): ColumnMask => {
      const value = masks[`${table.name}.${column.name}`]
      unknown.delete(`${table.name}.${column.name}`)
      const name = column.name
      if (column.generated) return { ...kept(name), decision: 'generated' }
      return value === undefined
        ? kept(name)
        : { ...kept(name), decision: 'mask', mask: { value }, transform: { name: 'plain', version: 1 } }
    }),
  }))
  if (unknown.size > 0) throw new Error(`There are no columns ${[...unknown].join(', ')}`)
  return {
    fingerprint: 'plain',
    keyId: null,
    transforms: {},
    tables: new Map(tables.map((table) => [table.table.name, table])),
    privacy: [],
    waivers: [],
    notes: [],
  }
}

function kept(name: string): ColumnMask {
  return { name, decision: 'keep', mask: undefined, transform: undefined, promises: undefined, reads: [] }
}
