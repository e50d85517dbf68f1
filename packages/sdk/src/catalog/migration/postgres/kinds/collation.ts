import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { Collation } from '../../../definition.ts'
import type { KindRules } from '../kind-rules.ts'
import { quoteTable } from '../quote.ts'

/** Postgres changes nothing of a collation but its name and its recorded version. */
export const collationRules: KindRules<'collation'> = {
  create: ({ id, object }) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [`CREATE COLLATION ${quoteTable(object)} (${parameters(object).join(', ')})`],
    },
  ],
  drop: ({ id, object }) => [
    { action: 'drop', title: `drop ${id}`, statements: [`DROP COLLATION ${quoteTable(object)}`] },
  ],
  alter: () => ({ how: 'replace' }),
}

function parameters({ provider, locale, collate, ctype, deterministic, rules }: Collation): string[] {
  return [
    `PROVIDER = ${provider}`,
    ...(provider === 'libc'
      ? [...parameter('LC_COLLATE', collate ?? locale), ...parameter('LC_CTYPE', ctype ?? locale)]
      : parameter('LOCALE', locale ?? collate)),
    ...(deterministic ? [] : ['DETERMINISTIC = false']),
    ...parameter('RULES', rules),
  ]
}

function parameter(name: string, value: string | null): string[] {
  return value === null ? [] : [`${name} = ${quoteLiteral(value)}`]
}
