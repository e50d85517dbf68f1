import type { ClientBase, QueryArrayResult } from 'pg'
import { accessQueries } from './fingerprint/access.ts'
import { foreignQueries } from './fingerprint/foreign.ts'
import { operatorQueries } from './fingerprint/operators.ts'
import { relationQueries } from './fingerprint/relations.ts'
import { routineQueries } from './fingerprint/routines.ts'
import { typeQueries } from './fingerprint/types.ts'
import { writtenAlike } from './written-alike.ts'

/**
 * Everything that a Postgres database says about its schema, a sorted list of lines, by plain SQL over pg_catalog that
 * shares nothing with our own reading of catalogs. Whole rows of the catalogs are taken but for what numbers them, so a
 * property that nobody thought of is in it too. Not in it: members of extensions, positions of columns, rows. One round
 * trip and one transaction: in a transaction of the caller the search path stays set.
 */
export async function schemaFingerprint(client: ClientBase): Promise<string[]> {
  const text = ['set local search_path = pg_catalog', ...queries].join(';\n')
  const results = asSeveral(await client.query({ text, rowMode: 'array' }))
  const lines = results.flatMap(({ rows }) => rows.map(([line]) => writtenAlike(String(line))))
  return lines.sort()
}

const queries = [
  ...relationQueries,
  ...typeQueries,
  ...routineQueries,
  ...operatorQueries,
  ...foreignQueries,
  ...accessQueries,
]

/** Lines that only one of two fingerprints has: `-` those of the first, `+` those of the second. */
export function fingerprintDifference(first: readonly string[], second: readonly string[]): string[] {
  const less = (from: readonly string[], other: readonly string[], sign: string) => {
    const left = new Map<string, number>()
    for (const line of other) left.set(line, (left.get(line) ?? 0) + 1)
    return from.flatMap((line) => {
      const count = left.get(line) ?? 0
      left.set(line, count - 1)
      return count > 0 ? [] : [`${sign} ${line}`]
    })
  }
  return [...less(first, second, '-'), ...less(second, first, '+')].sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1))
}

/** The driver answers several statements with as many results; its types only know of one. */
function asSeveral(answer: QueryArrayResult<unknown[]>): QueryArrayResult<unknown[]>[] {
  return answer as unknown as QueryArrayResult<unknown[]>[]
}
