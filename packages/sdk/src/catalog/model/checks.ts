import type { Expression } from '../../model/expression/ast.ts'
import { walk } from '../../model/expression/walk.ts'
import type { ConstraintDefinition } from '../../model/schema.ts'
import type { ColumnType, DomainType } from '../column-type.ts'
import type { Column } from '../definition.ts'
import type { Fillable } from './collect.ts'
import { limitChecks } from './limits.ts'
import type { Note } from './note.ts'
import type { RowExpression } from './row-expression.ts'

export type ReadExpression = (text: string, columns: readonly string[], value?: string) => RowExpression

/** The checks of a table of its partitions and of the domains of its columns, as constraints; those that nobody can evaluate are noted. */
export function checks(fillable: Fillable, read: ReadExpression, notes: Note[]): ConstraintDefinition[] {
  const { table, entity } = fillable
  const columns = table.columns.map((column) => column.name)
  const about = (name: string, text: string, of: string, value?: string): ConstraintDefinition[] => {
    const result = read(text, columns, value)
    if ('unknown' in result) {
      notes.push({
        code: 'CHECK_NOT_UNDERSTOOD',
        severity: 'warning',
        at: of,
        message: `The check ${name} is not watched, as it holds ${result.unknown.join(', ')}: ${text}`,
        hint: `Give the columns in it a kind, values or a range that meet it, under ${entity} in the configuration.`,
      })
      return []
    }
    if (isBooleanCheck(result.expression, table.columns)) return []
    return [{ type: 'check', name, entity, expression: result.text }]
  }
  return [
    ...[...fillable.checks, ...limitChecks(fillable)].flatMap((check) => about(check.name, check.expression, entity)),
    ...table.columns.flatMap((column) =>
      domainsOf(column.type).flatMap((domain) =>
        domain.checks.flatMap((check) => about(check.name, check.expression, `${entity}.${column.name}`, column.name)),
      ),
    ),
  ]
}

/** The domains that a column's values pass through, those that these are made of too. */
export function domainsOf(type: ColumnType): DomainType[] {
  return type.kind === 'domain' ? [type, ...domainsOf(type.base)] : []
}

/** SQLite has no booleans: a check that leaves 0 and 1 is how one is declared, and says no more than the type here. */
function isBooleanCheck(expression: Expression, columns: readonly Column[]): boolean {
  if (expression.type !== 'in' || expression.negated || expression.operand.type !== 'field') return false
  const { name } = expression.operand
  const boolean = columns.some((column) => column.name === name && column.type.kind === 'boolean')
  return boolean && [...walk(expression)].every((part) => part.type !== 'literal' || (part.kind === 'number' && /^[01]$/.test(part.text)))
}
