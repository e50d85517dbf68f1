import type { ColumnType } from '../column-type.ts'
import type { CheckConstraint, Column, Element } from '../definition.ts'
import type { Fillable } from './collect.ts'
import type { Limit, LimitEnd } from './partitions.ts'

/** What the partitions of a table leave of one column, its ends included. */
export interface ColumnLimit {
  readonly values?: readonly string[]
  readonly min?: string
  readonly max?: string
  /** Null has no partition. */
  readonly notNull: boolean
}

export function columnLimit({ limits }: Fillable, column: Column): ColumnLimit | undefined {
  const limit = limits.find(({ on }) => 'column' in on && on.column === column.name)
  if (!limit) return undefined
  if (limit.kind === 'values') return { values: limit.values, notNull: !limit.nulls }
  return {
    ...(limit.min === null ? {} : { min: inclusive(limit.min, column.type, 1) }),
    ...(limit.max === null ? {} : { max: inclusive(limit.max, column.type, -1) }),
    notNull: true,
  }
}

const day = 86_400_000

/** The next value inside of an end that is left out, where the type has one; else the end itself. */
function inclusive({ value, strict }: LimitEnd, type: ColumnType, step: 1 | -1): string {
  if (!strict) return value
  switch (type.kind) {
    case 'domain':
      return inclusive({ value, strict }, type.base, step)
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'oid':
      return String(BigInt(value) + BigInt(step))
    case 'date':
      return new Date(Date.parse(`${value}T00:00:00Z`) + step * day).toISOString().slice(0, 10)
    default:
      return value
  }
}

/** The limits as checks that hold them to the letter. */
export function limitChecks({ table, limits }: Fillable): Pick<CheckConstraint, 'name' | 'expression'>[] {
  return limits.map((limit) => ({ name: `${table.name}_partitions`, expression: limitExpression(limit, table.columns) }))
}

function limitExpression(limit: Limit, columns: readonly Column[]): string {
  const { on } = limit
  const column = 'column' in on ? columns.find(({ name }) => name === on.column) : undefined
  const subject = elementText(on)
  const literal = (value: string) => literalOf(value, column)
  if (limit.kind === 'values') {
    const list = `${subject} IN (${limit.values.map(literal).join(', ')})`
    const some = limit.values.length > 0 ? [list] : []
    return [...some, ...(limit.nulls ? [`${subject} IS NULL`] : [])].join(' OR ')
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
