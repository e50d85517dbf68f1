import type { Session } from '../../../database/adapter.ts'
import { UnderstudyError } from '../../../errors.ts'
import { eligible, type SearchedColumn } from './searched-column.ts'
import type { VectorIndex } from './vector-indexes.ts'

/** What a column holds, as far as a search depends on it. */
export interface ColumnFacts {
  readonly type: SearchedColumn['type']
  readonly dimension: number | null
  readonly rows: number
  /** Rows that can be found: with a vector, and meeting the condition. */
  readonly eligible: number
  /** The share of the rows that they are. */
  readonly selectivity: number
  /** Rows that no search finds. */
  readonly withoutVector: number
  /** Vectors of nothing but zeros, which have no cosine and are in no index for it. */
  readonly zeros: number
  readonly indexes: readonly VectorIndex[]
  /** What a person should know of it. */
  readonly notes: readonly string[]
}

/** Refuses a key that several rows share: they could not be told apart in an answer. */
export async function columnFacts(session: Session, searched: SearchedColumn): Promise<ColumnFacts> {
  const { sql, type, dimension, indexes, metric } = searched
  const isZero = type === 'bit' ? 'false' : `not ${sql.column}::text ~ '[1-9]'`
  const ofZeros = type === 'sparsevec' ? `${sql.column}::text like '{}%'` : isZero
  const [row] = await session.query<{ rows: number; keys: number; eligible: number; without: number; zeros: number }>(
    `select count(*) as rows, count(distinct ${sql.key}) as keys, count(*) filter (where ${eligible(sql)}) as eligible,
       count(*) filter (where ${sql.column} is null) as without,
       count(*) filter (where ${metric === 'cosine' ? ofZeros : 'false'}) as zeros
     from ${sql.table}`,
  )
  const none = { rows: 0, keys: 0, eligible: 0, without: 0, zeros: 0 }
  const { rows, keys, eligible: found, without, zeros } = row ?? none
  if (keys < rows) {
    throw new UnderstudyError('TEST_CONFIG_INVALID', {
      operation: 'read the column of a search',
      message: `The column "${searched.keyField}" does not tell the rows apart: ${rows} of them have ${keys} keys`,
    })
  }
  const notes = [
    ...(dimension === null && type !== 'bit'
      ? ['The column takes vectors of any dimension, so no index fits it whole']
      : []),
    ...(without > 0 ? [`${without} rows have no vector and are never found`] : []),
    ...(zeros > 0 ? [`${zeros} vectors are zero: they have no cosine, and no index finds them`] : []),
    ...indexes
      .filter(({ valid }) => !valid)
      .map(({ name }) => `The index ${name} was left half done and is never read`),
    ...indexes.filter(({ partial }) => partial).map(({ name }) => `The index ${name} holds a part of the rows only`),
  ]
  return {
    type,
    dimension,
    rows,
    eligible: found,
    selectivity: rows === 0 ? 0 : found / rows,
    withoutVector: without,
    zeros,
    indexes,
    notes,
  }
}
