import type { Session } from '../database/adapter.ts'
import { quoting } from '../database/quote.ts'
import { UnderstudyError } from '../errors.ts'
import { neededColumns } from '../quality/evaluate/needed-columns.ts'
import { kindOf, type Rule } from '../quality/rules.ts'
import type { SourceTables } from './read/database-tables.ts'
import { isChosen } from './read/typed-batch.ts'

/**
 * Why rows of an entity cannot be read, by entity: the role may not read what rules read of it, or would not see all of
 * its rows. Nothing is counted of a part.
 */
export async function unreadableEntities(
  session: Session,
  tables: SourceTables,
  rules: readonly Rule[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const needed = neededColumns(rules)
  const entities = new Set(
    rules.flatMap((rule) => [rule.entity, ...(kindOf(rule).others?.(rule) ?? []).map(({ entity }) => entity)]),
  )
  const { quoteIdentifier, quoteTable } = quoting[session.dialect]
  const unreadable = new Map<string, string>()
  for (const entity of entities) {
    const table = tables.get(entity)
    if (table === undefined) continue
    const columns = table.columns.filter(({ name }) => isChosen(name, needed.get(entity)))
    const chosen = columns.length === 0 ? '1' : columns.map(({ name }) => quoteIdentifier(name)).join(', ')
    const probe = `select ${chosen} from ${quoteTable(table.table)} limit 0`
    try {
      await session.transaction((inner) => inner.query(probe, [], { signal }))
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError)) throw thrown
      if (thrown.code !== 'PERMISSION_DENIED' && thrown.code !== 'QUERY_FAILED' && thrown.code !== 'WRITE_REFUSED')
        throw thrown
      unreadable.set(entity, `${entity} cannot be read: ${thrown.message}`)
    }
  }
  return unreadable
}
