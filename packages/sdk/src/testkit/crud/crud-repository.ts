import type { Row } from '../client/test-statements.ts'

/** The value of the key field; of several, an object of them. */
export type CrudKey = unknown

/** What code of yours does with the rows of one kind. */
export interface CrudRepository {
  /** Answers the row, or its key; where it answers neither, the key is in the row that it was given. */
  create(row: Row): Promise<unknown>
  /** Null or undefined where there is no such row; it may also throw then. */
  find(key: CrudKey): Promise<unknown>
  /** Of a row that is not there it answers nothing, 0, false or null, or throws. */
  update(key: CrudKey, changes: Row): Promise<unknown>
  /** As update. */
  delete(key: CrudKey): Promise<unknown>
  /** Runs work so that all that the repository does in it is kept, or, when it throws, undone. */
  transaction?<T>(work: () => Promise<T>): Promise<T>
}

export interface CrudCounter {
  readonly field: string
  /** Makes the field larger by the same each time; several run at once, and none may get lost. */
  readonly add: (repository: CrudRepository, key: CrudKey) => Promise<unknown>
}

export function keyOf(fields: readonly string[], row: Row): CrudKey {
  const [first] = fields
  return fields.length === 1 && first !== undefined
    ? row[first]
    : Object.fromEntries(fields.map((field) => [field, row[field]]))
}

/** As fields of a row. */
export function keyFields(fields: readonly string[], key: CrudKey): Row {
  const [first] = fields
  return fields.length === 1 && first !== undefined ? { [first]: key } : asRow(key)
}

/** The rows of a repository are objects; what else it answers has no fields. */
function asRow(value: unknown): Row {
  return typeof value === 'object' && value !== null ? (value as Row) : {}
}
