import type { CheckConstraint, Column, Element } from '../definition.ts'
import type { Fillable } from './collect.ts'
import type { Limit } from './partitions.ts'

/** The limits as checks that hold them to the letter. */
export function limitChecks({ table, limits }: Fillable): Pick<CheckConstraint, 'name' | 'expression'>[] {
  return limits.map((limit) => ({
    name: `${table.name}_partitions`,
    expression: limitExpression(limit, table.columns),
  }))
}

function limitExpression(limit: Limit, columns: readonly Column[]): string {
  const { on } = limit
  const column = 'column' in on ? columns.find(({ name }) => name === on.column) : undefined
  const subject = elementText(on)
  const literal = (value: string) => literalOf(value, column)
  if (limit.kind === 'values') {
    const list = limit.values.length === 0 ? [] : [`${subject} IN (${limit.values.map(literal).join(', ')})`]
    return limit.nulls
      ? [...list, `${subject} IS NULL`].join(' OR ')
      : [...list, `${subject} IS NOT NULL`].join(' AND ')
  }
  const ends = [
    ...(limit.min === null ? [] : [`${subject} ${limit.min.strict ? '>' : '>='} ${literal(limit.min.value)}`]),
    ...(limit.max === null ? [] : [`${subject} ${limit.max.strict ? '<' : '<='} ${literal(limit.max.value)}`]),
  ]
  return [...ends, `${subject} IS NOT NULL`].join(' AND ')
}

function elementText(element: Element): string {
  return 'column' in element ? `"${element.column.replaceAll('"', '""')}"` : `(${element.expression})`
}

function literalOf(value: string, column: Column | undefined): string {
  if (column === undefined) return /^-?\d+(\.\d+)?$/.test(value) ? `(${value})` : quoted(value)
  return `${quoted(value)}::${column.databaseType}`
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
