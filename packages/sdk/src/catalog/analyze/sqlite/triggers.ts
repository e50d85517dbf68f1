import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import type { Trigger } from '../../definition.ts'
import { type SqlToken, splitAtCommas } from '../../sql-tokens.ts'
import { normalForm } from './normal-form.ts'
import type { OtherFact } from './read.ts'
import { isSymbol, sqliteTokens, wordOf } from './tokens.ts'

const events = { INSERT: 'insert', UPDATE: 'update', DELETE: 'delete' } as const

/** Its definition says all that may be left out in the text: when it fires, where nothing is said, and that it does for each row. */
export function trigger(fact: OtherFact): Trigger {
  const tokens = sqliteTokens(fact.sql)
  const at = tokens.findIndex((token, place) => place > 2 && eventOf(token) !== undefined)
  const event = eventOf(tokens[at]) ?? 'insert'
  const word = wordOf(tokens[at - 1])
  const timing = word === 'AFTER' ? 'after' : word === 'OF' ? 'instead of' : 'before'
  const on = tokens.findIndex((token, place) => place > at && wordOf(token) === 'ON')
  const begin = tokens.findIndex(
    (token, place) => place > on && wordOf(token) === 'BEGIN' && !isSymbol(tokens[place - 1], '.'),
  )
  const columns = splitAtCommas(tokens.slice(at + 2, on)).map(([column]) => quoteIdentifier(column?.value ?? ''))
  const definition = [
    `CREATE TRIGGER ${quoteIdentifier(fact.name)} ${timing.toUpperCase()} ${event.toUpperCase()}`,
    ...(columns.length > 0 ? [`OF ${columns.join(', ')}`] : []),
    `ON ${quoteIdentifier(fact.table)} FOR EACH ROW`,
    ...condition(tokens.slice(on, begin)),
    normalForm(tokens.slice(begin)),
  ]
  return {
    name: fact.name,
    table: { schema: 'main', name: fact.table },
    timing,
    events: [event],
    level: 'row',
    function: null,
    enabled: true,
    fires: 'origin',
    constraint: false,
    inherited: false,
    definition: definition.join(' '),
  }
}

function eventOf(token: SqlToken | undefined): 'insert' | 'update' | 'delete' | undefined {
  const word = wordOf(token)
  return word === 'INSERT' || word === 'UPDATE' || word === 'DELETE' ? events[word] : undefined
}

function condition(header: readonly SqlToken[]): string[] {
  const when = header.findIndex((token, at) => at > 1 && wordOf(token) === 'WHEN')
  return when < 0 ? [] : [normalForm(header.slice(when))]
}
