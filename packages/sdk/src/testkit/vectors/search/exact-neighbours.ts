import type { Session } from '../../../database/adapter.ts'
import { refuseAborted } from '../../../database/lane.ts'
import { UnderstudyError } from '../../../errors.ts'
import { equalWithin } from '../vector-metric.ts'
import { vectorText } from '../vector-text.ts'
import type { Vector } from '../vector-type.ts'
import { plannedIndexes } from './plan-indexes.ts'
import { eligible, type SearchedColumn } from './searched-column.ts'
import { withSettings } from './with-settings.ts'

export interface Neighbour {
  /** As text, so that keys of any type compare. */
  readonly key: string
  readonly distance: number
}

/** What is really nearest to a query. */
export interface ExactNeighbours {
  readonly query: Vector
  /** The k nearest, or all where there are fewer. */
  readonly nearest: readonly Neighbour[]
  /** Whether a row that is not among them is as near as the last: which of them is found is then no matter. */
  readonly tied: boolean
}

const fullScan = {
  enable_seqscan: 'on',
  enable_indexscan: 'off',
  enable_indexonlyscan: 'off',
  enable_bitmapscan: 'off',
}

/** By a full scan for each query; a plan that reads an index of vectors all the same is refused. */
export async function exactNeighbours(
  session: Session,
  searched: SearchedColumn,
  queries: readonly Vector[],
  topK: number,
  signal?: AbortSignal,
): Promise<ExactNeighbours[]> {
  const { sql, type, metric, indexes } = searched
  const text = `select ${sql.key}::text as key, ${sql.distance} as distance from ${sql.table}
    where ${eligible(sql)}
    order by 2 limit ${topK + 1}`
  return await withSettings(session, fullScan, async () => {
    const all: ExactNeighbours[] = []
    for (const query of queries) {
      refuseAborted(signal)
      const parameters = [vectorText(type, query)]
      const used = await plannedIndexes(session, text, parameters, indexes)
      if (used.length > 0) throw notExact(used)
      const rows = await session.query<Neighbour>(text, parameters)
      // A cosine has no distance from a vector of zeros, and no index holds one.
      const near = rows.filter(({ distance }) => !Number.isNaN(distance))
      const nearest = near.slice(0, topK)
      const slack = equalWithin(
        metric,
        query.length,
        nearest.map(({ distance }) => distance),
      )
      const [last, next] = [nearest.at(-1), near[topK]]
      all.push({
        query,
        nearest,
        tied: last !== undefined && next !== undefined && next.distance <= last.distance + slack,
      })
    }
    return all
  })
}

function notExact(indexes: readonly string[]): UnderstudyError {
  return new UnderstudyError('QUERY_FAILED', {
    operation: 'find the exact neighbours',
    message: `The planner reads an index of vectors where a full scan was asked for: ${indexes.join(', ')}`,
    hint: 'Look whether a setting of the database or the role forbids sequential scans.',
  })
}
