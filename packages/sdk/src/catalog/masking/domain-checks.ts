import { UnderstudyError } from '../../errors.ts'
import { renameField } from '../../model/expression/fields.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import { printExpression } from '../../model/expression/print.ts'
import type { ColumnType } from '../column-type.ts'
import type { Column } from '../definition.ts'

/** What domains hold values to, as conditions over the columns of their type. One that cannot be read stays as it is. */
export function domainChecks(columns: readonly Column[]): string[] {
  return columns.flatMap((column) => checksOf(column.type).map((check) => overColumn(check, column.name)))
}

function checksOf(type: ColumnType): string[] {
  return type.kind === 'domain' ? [...type.checks.map(({ expression }) => expression), ...checksOf(type.base)] : []
}

function overColumn(check: string, column: string): string {
  try {
    return printExpression(renameField(parseExpression(check), 'VALUE', column))
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID')) throw thrown
    return check
  }
}
