import type { TableMask } from '../../anonymize/compiled-policy.ts'
import type { Mask, RowValues } from '../../anonymize/transform.ts'
import type { ValueForm } from '../../anonymize/value-form.ts'

/** Masks the rows of one table, and counts. A row is a list of its columns' values in canonical text. */
export interface RowMask {
  /** The columns that are masked, by their place in the row. */
  readonly places: readonly number[]
  /** What was masked since this was asked last. */
  count(): MaskCount
  /** @param read the value of a place in canonical text; @param write is given what becomes of it, if that is another */
  row(read: (place: number) => string | null, write: (place: number, text: string | null) => void): void
}

export interface MaskCount {
  readonly rowsMasked: number
  readonly values: Readonly<Record<string, number>>
}

interface Masked {
  readonly place: number
  readonly name: string
  readonly mask: Mask
}

/** @param columns of a row, in its order */
export function rowMask(table: TableMask, columns: readonly string[]): RowMask {
  const placeOf = new Map(columns.map((name, place) => [name, place]))
  const masked = table.columns.flatMap(({ name, decision, mask }): Masked[] => {
    const place = placeOf.get(name)
    return decision === 'mask' && mask && place !== undefined ? [{ place, name, mask }] : []
  })
  const counts: number[] = Array(masked.length).fill(0)
  let rowsMasked = 0
  let read: (place: number) => string | null = () => null
  const values: RowValues = {
    text: (name) => {
      const place = placeOf.get(name)
      return place === undefined ? null : read(place)
    },
  }
  return {
    places: masked.map(({ place }) => place),
    count() {
      const count = { rowsMasked, values: Object.fromEntries(masked.map(({ name }, at) => [name, counts[at] ?? 0])) }
      counts.fill(0)
      rowsMasked = 0
      return count
    },
    row(reader, write) {
      read = reader
      let changed = false
      for (const [at, { place, mask }] of masked.entries()) {
        const before = reader(place)
        if (before === null) continue
        const after = mask.value(before, values)
        if (after === before) continue
        counts[at] = (counts[at] ?? 0) + 1
        changed = true
        write(place, after)
      }
      if (changed) rowsMasked++
    },
  }
}

/** The form that a column's values are brought to; undefined for what is no scalar. */
export function formOf(table: TableMask, name: string): ValueForm | undefined {
  const value = table.table.columns.find((column) => column.name === name)?.value
  return value?.kind === 'scalar' ? value.form : undefined
}
