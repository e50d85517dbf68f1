import { UnderstudyError } from '../../errors.ts'
import type { Mask } from '../transform.ts'
import type { RowCondition } from './row-condition.ts'

/** Masks the rows of which the condition is not known to be false: where nobody can tell, values are masked. */
export function maskWhen(mask: Mask, condition: RowCondition): Mask {
  return { value: (text, row) => (condition.holds(row) === false ? text : mask.value(text, row)) }
}

/** Masks by what another column of the row holds; `otherwise` in all other rows, whose values are refused where it is left out. */
export function maskByColumn(
  column: string,
  masks: ReadonlyMap<string, Mask>,
  otherwise: Mask | undefined,
  refuse: () => UnderstudyError,
): Mask {
  return {
    value(text, row) {
      const by = row.text(column)
      const mask = (by === null ? undefined : masks.get(by)) ?? otherwise
      if (mask === undefined) throw refuse()
      return mask.value(text, row)
    },
  }
}

export const keeping: Mask = { value: (text) => text }

export function noReference(table: string, column: string, by: string): UnderstudyError {
  return new UnderstudyError('MASKING_FAILED', {
    operation: 'mask a value',
    message: `A row of ${table} refers by ${column} to what no reference of the policy is about, as ${by} says`,
    at: `${table}.${column}`,
    hint: `Decide about ${column} itself, for the rows that no reference is about, or add a reference.`,
    details: { table, column },
  })
}
