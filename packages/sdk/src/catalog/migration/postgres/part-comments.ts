import { quoteLiteral } from '../../../database/postgres/quote.ts'
import type { Fact } from '../../facts.ts'
import type { Draft, World } from './kind-rules.ts'
import { locksOf } from './locks.ts'

type Texts = Readonly<Record<string, string>>

/** Comments on parts of an object that are no objects of their own, by what stands after COMMENT ON. */
export function partCommentDrafts(fact: Fact, from: Texts | undefined, to: Texts | undefined, world: World): Draft[] {
  const parts = [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])].sort()
  return parts.flatMap((part): Draft[] => {
    const text = to?.[part]
    if (from?.[part] === text) return []
    return [
      {
        action: 'alter',
        title: `${text === undefined ? 'drop comment of' : 'comment'} ${part}`,
        statements: [`COMMENT ON ${part} IS ${text === undefined ? 'NULL' : quoteLiteral(text)}`],
        locks: locksOf(world, ...lockedBy(fact, part)),
      },
    ]
  })
}

/** The index of a key is locked alone. */
function lockedBy(fact: Fact, part: string): Parameters<typeof locksOf>[1][] {
  switch (fact.kind) {
    case 'view':
    case 'materialized view':
      return [[fact.object, 'SHARE UPDATE EXCLUSIVE']]
    case 'column':
      return part.startsWith('CONSTRAINT ') ? [[fact.table, 'ACCESS SHARE']] : []
    default:
      return []
  }
}
