import type { LeakColumns, MaskedColumn } from './leak-columns.ts'

interface Kept {
  readonly kept: number
  readonly distinct: number
  /** Of all values of the column in the target. */
  readonly count: number
}

/** A mask that may keep values, or values that may meet those of other rows, are held to a share; so few tell nothing. */
export const few = 8

/** One value that is as it was is wrong: which row it is in must be known. */
export function isStrict({ aligned }: LeakColumns, { mayKeep }: MaskedColumn): boolean {
  return aligned && mayKeep === 'none'
}

/** Whether it depends on how likely values of other rows meet. */
export function asksChance({ aligned }: LeakColumns, { mayKeep }: MaskedColumn, { kept, count }: Kept): boolean {
  return !aligned && (mayKeep === 'none' || mayKeep === 'most') && kept > count / 2
}

/**
 * In its own row an original is never right, unless the mask says that it may keep some: then not most of them. Where
 * rows cannot be told apart, values of other rows meet by chance.
 * @param chance of one value, from 0 to 1
 */
export function isLeak(
  columns: LeakColumns,
  column: MaskedColumn,
  { kept, distinct, count }: Kept,
  chance: number,
): boolean {
  const { mayKeep, form } = column
  if (kept === 0 || mayKeep === 'any') return false
  if (isStrict(columns, column)) return true
  const apart = mayKeep === 'none' && form !== 'boolean' && form !== 'enum' && form !== 'integer'
  if (!apart && distinct <= few) return false
  if (mayKeep === 'all') return kept === count
  return chance < 0.9 && kept > count * (0.5 + chance / 2)
}
