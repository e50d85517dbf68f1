import type { Trigger } from '../../definition.ts'
import { sqlTokens } from '../../sql-tokens.ts'
import type { OtherFact } from './read.ts'

const events = ['insert', 'update', 'delete'] as const

export function trigger(fact: OtherFact): Trigger {
  const words = sqlTokens(fact.sql, 'quote').map((token) => (token.kind === 'word' ? token.text.toLowerCase() : ''))
  const event = events
    .map((name) => ({ name, at: words.indexOf(name) }))
    .filter((found) => found.at > 0)
    .sort((one, other) => one.at - other.at)[0]
  const before = words[(event?.at ?? 0) - 1]
  return {
    name: fact.name,
    table: { schema: 'main', name: fact.table },
    timing: before === 'after' ? 'after' : before === 'of' ? 'instead of' : 'before',
    events: event ? [event.name] : [],
    level: 'row',
    function: null,
    enabled: true,
    definition: fact.sql,
  }
}
