import type { Session } from '../../../database/adapter.ts'
import type { Table } from '../../client/test-statements.ts'
import type { VectorMetric } from '../vector-metric.ts'

/** Answers keys of rows, the nearest first. It asks the session that it is given, and no other connection. */
export type SearchFunction = (
  session: Session,
  query: readonly number[],
  topK: number,
) => Promise<readonly (string | number | bigint)[]>

/** A column of vectors, and how it is searched. */
export interface VectorSearch {
  readonly table: Table
  /** The only column of vectors, when not said. */
  readonly column?: string | undefined
  /** By which rows are told apart; "id" when not said. */
  readonly keyField?: string | undefined
  /** By which what is nearest is decided; that of the index, when not said, or cosine. */
  readonly metric?: VectorMetric | undefined
  /** A condition in SQL that what is found must meet, such as "tenant = 7". */
  readonly where?: string | undefined
  /**
   * The search itself, where it is another than ORDER BY distance LIMIT k: a statement, with $1 for the query and $2 for k,
   * that answers the key field; or a function. What it should find is decided by table, metric and condition alone.
   */
  readonly search?: string | SearchFunction | undefined
}
