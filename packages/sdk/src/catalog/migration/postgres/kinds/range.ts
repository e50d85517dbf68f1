import type { RangeType } from '../../../definition.ts'
import type { KindRules } from '../kind-rules.ts'
import { quoteTable } from '../quote.ts'

/** Postgres changes nothing of what a range type is. */
export const rangeRules: KindRules<'range'> = {
  create: ({ id, object }) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [`CREATE TYPE ${quoteTable(object)} AS RANGE (${parameters(object).join(', ')})`],
    },
  ],
  drop: ({ id, object }) => [{ action: 'drop', title: `drop ${id}`, statements: [`DROP TYPE ${quoteTable(object)}`] }],
  alter: () => ({ how: 'replace' }),
}

/** As the engine writes the names of things, so they can be written. */
function parameters({ subtype, multirange, operatorClass, collation, canonical, difference }: RangeType) {
  return [
    `SUBTYPE = ${subtype}`,
    ...(operatorClass === null ? [] : [`SUBTYPE_OPCLASS = ${operatorClass}`]),
    ...(collation === null ? [] : [`COLLATION = ${collation}`]),
    ...(canonical === null ? [] : [`CANONICAL = ${canonical}`]),
    ...(difference === null ? [] : [`SUBTYPE_DIFF = ${difference}`]),
    `MULTIRANGE_TYPE_NAME = ${multirange}`,
  ]
}
