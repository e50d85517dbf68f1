import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import { objectId } from '../../identity.ts'
import type { Draft } from './draft.ts'
import { freeName } from './free-name.ts'
import type { TablePair } from './table-pairs.ts'

/** All views and triggers must be gone: SQLite would rewrite those that name what is renamed, and refuse where one is broken. */
export function renameDrafts(pairs: readonly TablePair[], never: Iterable<string>): Draft[] {
  const tables = inOrder(
    pairs.map(({ from, to }) => [from.name, to.name]),
    never,
  ).map(
    ([from, to]): Draft => ({
      action: 'rename',
      object: objectId('table', 'main', to),
      title: `rename table main.${from} to ${to}`,
      statements: [`ALTER TABLE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`],
    }),
  )
  const columns = pairs.flatMap(({ to: table, columns }) =>
    inOrder([...columns], []).map(
      ([from, to]): Draft => ({
        action: 'rename',
        object: objectId('column', 'main', table.name, to),
        title: `rename column main.${table.name}.${from} to ${to}`,
        statements: [
          `ALTER TABLE ${quoteIdentifier(table.name)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`,
        ],
      }),
    ),
  )
  return [...tables, ...columns]
}

/** Each rename when its name is free; where all wait for each other, one steps aside. */
function inOrder(
  names: readonly (readonly [string, string])[],
  never: Iterable<string>,
): (readonly [string, string])[] {
  const held = new Set(names.map(([from]) => from.toLowerCase()))
  const waiting = names.filter(([from, to]) => from !== to)
  const done: (readonly [string, string])[] = []
  while (waiting.length > 0) {
    const ready = waiting.findIndex(([, to]) => !held.has(to.toLowerCase()))
    const [next] = waiting.splice(Math.max(ready, 0), 1)
    if (!next) break
    const [from, to] = next
    const aside = ready < 0 ? freeName(`_new_${to}`, [...never, ...names.flat()]) : to
    held.delete(from.toLowerCase())
    held.add(aside.toLowerCase())
    done.push([from, aside])
    if (aside !== to) waiting.push([aside, to])
  }
  return done
}
