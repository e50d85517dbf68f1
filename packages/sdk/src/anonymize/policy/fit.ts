import type { FixedColumns, MaskingTable } from '../masking-schema.ts'
import type { Promises, Subject } from '../transform.ts'
import type { Place } from './schema-index.ts'

export interface FitQuestion {
  readonly place: Place
  /** "null" gives NULL, which no unique index holds for the same as another. */
  readonly givesNull: boolean
  readonly promises: Promises
  readonly subject: Subject | undefined
}

/** Why masks with these promises do not go with a column; undefined where they do. */
export function unfitOf({ place, givesNull, promises, subject }: FitQuestion): string | undefined {
  const { table, column } = place
  if (givesNull && !column.nullable) return 'would become NULL, which it does not hold'
  const fixed = table.fixed.find(
    ({ columns, allows = 'null' }) => columns.includes(column.name) && allows !== (givesNull ? 'null' : 'values'),
  )
  if (fixed)
    return `cannot ${givesNull ? 'become NULL' : 'be masked'}, since ${fixed.why}: ${waysOut(fixed, column.name)}`
  if (givesNull) return undefined
  if (promises.unique === 'lost') {
    const key = keysOn(table, column.name).find((columns) => !distinctOtherwise(columns, promises, subject))
    if (key) return `is in the key (${key.join(', ')}), and the transform does not keep different values apart`
  }
  return undefined
}

/** The lines that would do. */
function waysOut({ allows = 'null' }: FixedColumns, column: string): string {
  const line = (decision: string) => `${JSON.stringify(column)}: ${decision}`
  if (allows === 'values') return 'mask it by another transform, or keep it'
  return allows === 'null' ? `${line('"keep"')}, or ${line('{ "transform": "null" }')}` : line('"keep"')
}

/** Keys that need this column to tell rows apart: others hold a smaller key, which does it already. */
export function keysOn({ keys, partialKeys = [] }: MaskingTable, column: string): readonly (readonly string[])[] {
  return [...keys, ...partialKeys].filter(
    (key) =>
      key.includes(column) &&
      !keys.some((other) => !other.includes(column) && other.every((name) => key.includes(name))),
  )
}

/** Values of one subject never meet, and the key says whose row it is. */
function distinctOtherwise(key: readonly string[], { uniqueWithin }: Promises, subject: Subject | undefined): boolean {
  return uniqueWithin === 'subject' && subject !== undefined && subject.columns.every((name) => key.includes(name))
}
