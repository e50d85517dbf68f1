import { singular, wordsOf } from '../../generate/infer-words.ts'
import type { ColumnProfile, EntityProfile, ForeignKeyCandidate } from './data-profile.ts'
import type { EntityProfiler } from './entity-profiler.ts'

/** So many different values that all stand elsewhere are no accident, of what is not numbered from 1. */
const enoughDistinct = 20

/**
 * Columns all of whose values stand in a column of another place that never holds the same twice. Small whole numbers
 * stand in every numbered key: there the names must say so too.
 */
export function referenceCandidates(
  entities: readonly { readonly profiler: EntityProfiler; readonly profile: EntityProfile }[],
): ForeignKeyCandidate[] {
  const parents = entities.flatMap(({ profiler, profile }) =>
    profiler.columns.flatMap((column, at) => {
      const { distinct, nulls, type } = profile.columns[at]!
      const { all, set } = column.distinct.hashes()
      const isKey = all && distinct.unique && nulls === 0 && profile.rows > 1
      return isKey && canRefer(type) ? [{ entity: profile.name, column: column.name, type, set }] : []
    }),
  )
  return entities.flatMap(({ profiler, profile }) =>
    profiler.columns.flatMap((column, at): ForeignKeyCandidate[] => {
      const own = profile.columns[at]!
      if (!canRefer(own.type) || own.nulls === own.rows) return []
      const { all, set } = column.distinct.hashes()
      const fitting = parents
        .filter(
          (parent) => parent.type === own.type && !(parent.entity === profile.name && parent.column === column.name),
        )
        .map((parent) => ({ parent, named: saysSo(profile.name, column.name, parent.entity, parent.column) }))
        .filter(({ parent, named }) => (named || isTelling(own)) && everyOne(set, parent.set))
        .sort((a, b) => Number(b.named) - Number(a.named) || a.parent.set.size - b.parent.set.size)
      const [best] = fitting
      // Of several that would do without a name to say so, nobody knows which is meant.
      if (best === undefined || (!best.named && fitting.length > 1)) return []
      return [
        {
          child: { entity: profile.name, columns: [column.name] },
          parent: { entity: best.parent.entity, columns: [best.parent.column] },
          n: set.size,
          exact: all,
          named: best.named,
        },
      ]
    }),
  )
}

function canRefer(type: ColumnProfile['type']): boolean {
  return type === 'integer' || type === 'text' || type === 'uuid'
}

function isTelling({ type, distinct, values }: ColumnProfile): boolean {
  return type !== 'integer' && distinct.count >= enoughDistinct && (values === undefined || type === 'uuid')
}

function everyOne(child: Iterable<number>, parent: { has(hash: number): boolean }): boolean {
  for (const hash of child) if (!parent.has(hash)) return false
  return true
}

/** customer_id of orders means id of customers, and so does customer_id of customers; manager_id may mean id of its own. */
function saysSo(entity: string, column: string, parent: string, key: string): boolean {
  const words = wordsOf(column).map(singular)
  const target = wordsOf(parent.split('.').at(-1) ?? parent).map(singular)
  const keyWords = wordsOf(key).map(singular)
  const own = wordsOf(entity.split('.').at(-1) ?? entity).map(singular)
  const text = words.join(' ')
  if (text === keyWords.join(' ')) return keyWords.length > 1 && keyWords.slice(0, -1).join(' ') === target.join(' ')
  if (words.length < 2 || own.join(' ') === words.slice(0, -1).join(' ')) return false
  return text.endsWith([...target, ...keyWords.slice(-1)].join(' '))
}
