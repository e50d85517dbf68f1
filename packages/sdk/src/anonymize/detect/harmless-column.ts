import type { MaskingColumn, ScalarType } from '../masking-schema.ts'
import type { DetectedColumn } from './detect-table.ts'
import { grouped } from './values/column-values.ts'

export interface Standing {
  /** The table names people, or rows of it belong to people. */
  readonly concernsPeople: boolean
  /** It is part of a key of its table. */
  readonly inKey: boolean
  /** A check lists all values that it may have. */
  readonly listed: boolean
}

/** What texts of files, and of SQLite, stand for. */
const meant: Readonly<Record<string, ScalarType['form']>> = { number: 'integer', day: 'date' }

/** Why a column of which nothing personal was found may be kept; undefined where that is not safe to say. */
export function harmlessBecause(
  { name, value }: MaskingColumn,
  { harmless, values, distinct, looks }: Pick<DetectedColumn, 'harmless' | 'values' | 'distinct' | 'looks'>,
  { concernsPeople, inKey, listed }: Standing,
): string | undefined {
  const type = value.kind === 'list' ? value.element : value
  if (type.kind !== 'scalar') return undefined
  if (looks === 'count' && values >= 20) return 'it grows from row to row, as a count does'
  if (listed) return 'it is one of the values that a check of its table lists'
  const few = values >= 20 && distinct <= 30 && distinct * 4 <= values
  switch (type.form === 'text' ? (meant[looks ?? 'text'] ?? 'text') : type.form) {
    case 'boolean':
      return 'it is yes or no, and of nothing that was looked for'
    case 'enum':
      return 'it is one of a few labels'
    case 'uuid':
      return inKey ? 'it is a key that says nothing of anybody' : undefined
    case 'integer':
      if (inKey) return 'it is a key that says nothing of anybody'
      if (/(^|_)(count|qty|quantity|position|sort|order|rank|version|number_of\w*)$/i.test(name))
        return 'its name says that it counts or sorts'
      if (few || !concernsPeople)
        return few ? repeated(distinct, values) : 'it is a number in a table that nothing ties to people'
      return undefined
    case 'decimal':
    case 'float':
      if (concernsPeople) return undefined
      return 'it is a number in a table that nothing ties to people'
    case 'date':
    case 'timestamp':
    case 'instant':
    case 'time':
    case 'interval':
      if (harmless) return 'its name says when the row was made or changed'
      return concernsPeople ? undefined : 'it is a time in a table that nothing ties to people'
    case 'text':
      if (harmless) return 'its name says what is nobody’s'
      if (inKey && looks === 'code') return 'it is a key that counts, and says nothing of anybody'
      return few && !concernsPeople
        ? repeated(distinct, values)
        : values >= 100 && distinct <= 12
          ? repeated(distinct, values)
          : undefined
    case 'bytes':
    case 'json':
    case 'inet':
    case 'mac':
    case 'point':
    case 'bits':
    case 'xml':
    case 'tsvector':
    case 'other':
      return undefined
  }
}

function repeated(distinct: number, values: number): string {
  return `${grouped(values)} values are ${grouped(distinct)} different ones, over and over`
}
