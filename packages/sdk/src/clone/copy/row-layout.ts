import type { Mask } from '../../anonymize/transform.ts'
import type { ColumnType } from '../../catalog/column-type.ts'
import type { CopiedColumn, DataTable } from '../plan/data-tables.ts'

/** The columns of a COPY, and which of them are masked. */
export interface RowLayout {
  readonly table: string
  readonly columns: readonly CopiedColumn[]
  readonly masked: readonly MaskedColumn[]
}

export interface MaskedColumn {
  readonly name: string
  /** Among the columns of the COPY. */
  readonly index: number
  readonly type: ColumnType
  readonly mask: Mask
  readonly transform: string
  /** Spaces at the end belong to the type, and not to the value. */
  readonly padded: boolean
}

export function rowLayout({ name, columns }: Pick<DataTable, 'name' | 'columns'>): RowLayout {
  return {
    table: name,
    columns,
    masked: columns.flatMap(({ column, mask }, index): MaskedColumn[] =>
      mask.mask === undefined
        ? []
        : [
            {
              name: column.name,
              index,
              type: column.type,
              mask: mask.mask,
              transform: mask.transform?.name ?? 'custom',
              padded: isPadded(column.type),
            },
          ],
    ),
  }
}

export function isPadded(type: ColumnType): boolean {
  return type.kind === 'domain' ? isPadded(type.base) : type.kind === 'char'
}

/** Where a padded value ends. */
export function withoutSpaces(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && bytes[at - 1] === 0x20) at--
  return at
}
