import type { ColumnType } from '../../../column-type.ts'
import type { Column, SchemaDefinition, Table } from '../../../definition.ts'
import type { QualifiedName } from '../../../qualified-name.ts'

export interface ColumnUse {
  readonly table: Table
  readonly column: Column
  /** The type stands inside of another one: an array, a range, a composite type. */
  readonly inside: boolean
}

/** Columns that hold values of a type, also by a domain over it or inside of another type. */
export function columnsUsing(type: QualifiedName, { tables }: SchemaDefinition): ColumnUse[] {
  return tables.flatMap((table) =>
    table.columns.flatMap((column): ColumnUse[] => {
      const found = place(column.type, type)
      return found === null ? [] : [{ table, column, inside: found === 'inside' }]
    }),
  )
}

function place(type: ColumnType, sought: QualifiedName): 'itself' | 'inside' | null {
  if ('schema' in type && type.schema === sought.schema && type.name === sought.name) return 'itself'
  switch (type.kind) {
    case 'domain':
      return place(type.base, sought)
    case 'array':
    case 'range':
    case 'multirange':
      return place(type.element, sought) === null ? null : 'inside'
    case 'composite':
      return type.fields.some((field) => place(field.type, sought) !== null) ? 'inside' : null
    default:
      return null
  }
}
