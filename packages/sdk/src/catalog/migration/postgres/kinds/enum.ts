import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { Draft, KindRules } from '../kind-rules.ts'
import { quoteTable } from '../quote.ts'

export const enumRules: KindRules<'enum'> = {
  create: ({ id, object }) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [`CREATE TYPE ${quoteTable(object)} AS ENUM (${object.values.map(quoteLiteral).join(', ')})`],
    },
  ],
  drop: ({ id, object }) => [{ action: 'drop', title: `drop ${id}`, statements: [`DROP TYPE ${quoteTable(object)}`] }],
  alter({ id, object: from }, { object: to }) {
    const kept = to.values.filter((value) => from.values.includes(value))
    if (kept.length < from.values.length || kept.some((value, at) => value !== from.values[at])) {
      return { how: 'replace' }
    }
    const added = to.values.flatMap((value, at): Draft[] => {
      if (from.values.includes(value)) return []
      const before = at === 0 ? from.values[0] : undefined
      const after = to.values[at - 1]
      const place =
        before !== undefined ? ` BEFORE ${quoteLiteral(before)}` : after ? ` AFTER ${quoteLiteral(after)}` : ''
      return [
        {
          action: 'alter',
          title: `add value ${quoteLiteral(value)} to ${id}`,
          statements: [`ALTER TYPE ${quoteTable(to)} ADD VALUE ${quoteLiteral(value)}${place}`],
          // A value can't be used by the transaction that has added it (55P04).
          transaction: 'own',
        },
      ]
    })
    return { how: 'in place', drafts: added }
  },
}
