import { columnIdentity } from '../policy/identity.ts'
import type { Verdict } from './verdict.ts'
import type { TypedKey } from './with-soft-keys.ts'

/**
 * Columns that refer to one table or another. Where all of these are masked, so are they, row by row; where all are kept,
 * they are. What says to which is kept: its values are names of tables.
 */
export function followTyped(typed: readonly TypedKey[], verdicts: Map<string, Verdict>): void {
  for (const { from, by } of new Map(typed.map((one) => [one.from.id, one])).values()) {
    const keys = [...new Set(typed.filter((one) => one.from.id === from.id).map(({ to }) => to.id))]
    const column = JSON.stringify(from.column.name)
    verdicts.set(columnIdentity(from.table.name, by), { kind: 'keep', why: `it says which table ${column} refers to` })
    verdicts.set(from.id, verdictOf(keys, by, verdicts))
  }
}

function verdictOf(keys: readonly string[], by: string, verdicts: ReadonlyMap<string, Verdict>): Verdict {
  const become = keys.map((key) => fate(verdicts.get(key)))
  const all = keys.join(' or ')
  if (become.every((one) => one === 'masked')) return { kind: 'follows', column: all }
  if (become.every((one) => one === 'kept'))
    return { kind: 'keep', why: `it refers to ${all}, which ${keys.length === 1 ? 'is' : 'are'} kept` }
  const each = keys.map((key, at) => `${key}, which is ${become[at]}`).join(', or to ')
  return {
    kind: 'undecided',
    why: `it refers to ${each}, as ${JSON.stringify(by)} says: kept, it is masked in rows whose key is masked, and only there`,
    suggestions: ['keep'],
  }
}

function fate(verdict: Verdict | undefined): 'masked' | 'kept' | 'undecided' {
  switch (verdict?.kind) {
    case 'mask':
    case 'follows':
      return 'masked'
    case 'keep':
      return 'kept'
    default:
      return 'undecided'
  }
}
