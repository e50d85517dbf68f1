import type { Statistics } from '../../../definition.ts'
import type { KindRules } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteTable } from '../quote.ts'
import { goesAlong } from './goes-along.ts'

export const statisticsRules: KindRules<'statistics'> = {
  create: ({ id, object }, world) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [object.definition, ...(object.target === null ? [] : [setTarget(object)])],
      locks: locksOf(world, [object.table, 'SHARE UPDATE EXCLUSIVE']),
    },
  ],
  drop(fact, world) {
    if (goesAlong(fact, world)) return []
    const { id, object } = fact
    return [
      {
        action: 'drop',
        title: `drop ${id}`,
        statements: [`DROP STATISTICS ${quoteTable(object)}`],
        locks: locksOfDrop(world, [object.table, 'SHARE UPDATE EXCLUSIVE']),
      },
    ]
  },
  alter({ object: from }, { id, object: to }, changes) {
    // Its definition names its table too.
    if (changes.some(({ property }) => property === 'definition')) return { how: 'replace' }
    const drafts = from.target === to.target ? [] : [{ title: `set target of ${id}`, statements: [setTarget(to)] }]
    return { how: 'in place', drafts: drafts.map((draft) => ({ action: 'alter', ...draft })) }
  },
}

function setTarget(statistics: Statistics): string {
  return `ALTER STATISTICS ${quoteTable(statistics)} SET STATISTICS ${statistics.target ?? -1}`
}
