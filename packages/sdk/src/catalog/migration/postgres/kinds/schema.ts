import type { KindRules } from '../kind-rules.ts'
import { quoteIdentifier } from '../quote.ts'

/** A schema is its name; whatever stands in it is an object of its own. */
export const schemaRules: KindRules<'schema'> = {
  create: ({ id, object }) => [
    { action: 'create', title: `create ${id}`, statements: [`CREATE SCHEMA ${quoteIdentifier(object.name)}`] },
  ],
  drop: ({ id, object }) => [
    { action: 'drop', title: `drop ${id}`, statements: [`DROP SCHEMA ${quoteIdentifier(object.name)}`] },
  ],
  alter: () => ({ how: 'in place', drafts: [] }),
}
