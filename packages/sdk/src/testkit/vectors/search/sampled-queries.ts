import type { Session } from '../../../database/adapter.ts'
import { readVector } from '../vector-text.ts'
import type { Vector } from '../vector-type.ts'
import { eligible, type SearchedColumn } from './searched-column.ts'

/** One query in so many is a row as it stands: asking for what is there is a case of its own. */
const exactEvery = 20
/** How far a query lies on the way from one row to another. */
const way = 0.1

/** Queries that are like the rows and none of them, but for one in twenty; the same ones each time. */
export async function sampledQueries(
  session: Session,
  { sql, type }: SearchedColumn,
  count: number,
  seed: string | number,
): Promise<Vector[]> {
  const rows = await session.query<{ vector: string }>(
    `select ${sql.column}::text as vector from ${sql.table} where ${eligible(sql)}
     order by pg_catalog.md5($1::text || ${sql.key}::text), ${sql.key} limit $2`,
    [String(seed), count + 1],
  )
  const vectors = rows.map(({ vector }) => readVector(type, vector))
  return vectors.slice(0, count).map((vector, at) => {
    const other = vectors[at + 1]
    if (type === 'bit' || at % exactEvery === 0 || other?.length !== vector.length) return vector
    return vector.map((component, place) => component + way * ((other[place] ?? 0) - component))
  })
}
