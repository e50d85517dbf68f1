import type { FactOf } from '../../../facts.ts'
import type { Draft, World } from '../kind-rules.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { overwritten } from './view.ts'

/** A view with the same columns that reads nothing, so that what it reads can be made after it. */
export function stubOf({ id, object }: FactOf<'view'>): Draft {
  const columns = object.columns.map(({ name, databaseType, collation }) => {
    const collate = collation === null ? '' : ` COLLATE ${collation}`
    return `NULL::${databaseType}${collate} AS ${quoteIdentifier(name)}`
  })
  return {
    action: 'create',
    title: `create ${id} without its query`,
    statements: [`CREATE VIEW ${quoteTable(object)} AS\nSELECT ${columns.join(', ')}`],
  }
}

/** What turns the stub into the view. */
export function overStub({ id, object }: FactOf<'view'>, world: World): readonly Draft[] {
  const stub = { ...object, columns: object.columns.map((column) => ({ ...column, default: null })) }
  return [{ ...overwritten(id, stub, object, world), title: `give ${id} its query` }]
}
