import type { ColumnType, CompositeField } from '../../../column-type.ts'
import type { Column } from '../../../definition.ts'
import { quoteIdentifier } from '../quote.ts'
import { attributeOrder } from './attribute-order.ts'

/** How a value of a column is written as one of the type that replaces its own: by its text, a composite one by its parts. */
export function movedValue(from: Column, to: Column): string {
  const name = quoteIdentifier(to.name)
  if (
    from.type.kind === 'composite' &&
    to.type.kind === 'composite' &&
    !haveSameNames(from.type.fields, to.type.fields)
  ) {
    const old = new Map(from.type.fields.map((field) => [field.name, field]))
    const parts = attributeOrder(to.type.fields, from.type.fields).map((field) =>
      part(name, old.get(field.name), field),
    )
    return `CASE WHEN ${name} IS DISTINCT FROM NULL THEN ROW(${parts.join(', ')})::${to.databaseType} END`
  }
  const through = from.type.kind === 'array' || to.databaseType.endsWith('[]') ? 'text[]' : 'text'
  return `${name}::${through}::${to.databaseType}`
}

/** The text of a composite value is its parts in their order, and those that stay keep theirs. */
function haveSameNames(from: readonly CompositeField[], to: readonly CompositeField[]): boolean {
  return from.length === to.length && from.every(({ name }) => to.some((field) => field.name === name))
}

function part(value: string, from: CompositeField | undefined, to: CompositeField): string {
  if (from === undefined) return `NULL::${to.databaseType}`
  const old = `(${value}).${quoteIdentifier(to.name)}`
  const isSame = from.databaseType === to.databaseType && !isOfUsers(to.type)
  return isSame ? old : `${old}::text::${to.databaseType}`
}

/** A type that may be replaced itself. */
function isOfUsers(type: ColumnType): boolean {
  return 'schema' in type || type.kind === 'array'
}
