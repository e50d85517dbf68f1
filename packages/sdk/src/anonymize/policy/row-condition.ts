import type { Dialect } from '../../model/expression/term.ts'
import type { MaskingTable } from '../masking-schema.ts'
import type { RowValues } from '../transform.ts'
import { rowExpression } from '../transforms/structure/row-expression.ts'

export interface RowCondition {
  readonly reads: readonly string[]
  /** Undefined where it is not known, as with NULL, and where the row holds what its columns do not. */
  holds(row: RowValues): boolean | undefined
}

/** A condition over the columns of a table, on their canonical texts. Throws EXPRESSION_INVALID where it cannot be evaluated. */
export function rowCondition(text: string, { columns }: Pick<MaskingTable, 'columns'>, dialect: Dialect): RowCondition {
  const types = new Map(columns.map(({ name, value }) => [name, value]))
  const expression = rowExpression(text, (name) => types.get(name), dialect)
  return {
    reads: expression.reads,
    holds(row) {
      const value = expression.at(row)
      if (typeof value === 'boolean') return value
      return typeof value === 'number' || typeof value === 'bigint' ? Number(value) !== 0 : undefined
    },
  }
}
