/** The six that a report begins with. */
export const errorGroups = [
  'connection_error',
  'constraint_violation',
  'transaction_rollback',
  'deadlock',
  'timeout',
  'permission_denied',
] as const
export type ErrorGroup = (typeof errorGroups)[number] | 'statement_error' | 'resource_exhausted'

/** What can be told apart on every engine that has it; one of Postgres and one of SQLite that mean the same are equal. */
export const errorClasses = [
  'unique_violation',
  'foreign_key_child',
  'foreign_key_parent',
  'not_null_violation',
  'check_violation',
  'exclusion_violation',
  'view_check_violation',
  'generated_column',
  'invalid_value',
  'raised',
  'undefined_object',
  'duplicate_object',
  'dependent_objects',
  'syntax_error',
  'permission_denied',
  'read_only',
  'serialization_failure',
  'deadlock',
  'lock_timeout',
  'object_in_use',
  'statement_timeout',
  'cancelled',
  'transaction_state',
  'idle_killed',
  'server_shutdown',
  'connection_refused',
  'authentication_failed',
  'connection_lost',
  'outcome_unknown',
  'pool_exhausted',
  'too_many_connections',
  'out_of_resources',
  'limit_exceeded',
  'unsupported',
  'data_corrupted',
  'unknown',
] as const
export type ErrorClass = (typeof errorClasses)[number]

/** What may be done about it without asking a person. */
export type RetryAdvice = 'never' | 'statement' | 'transaction' | 'reconnect' | 'backoff' | 'only if idempotent'

export interface ClassifiedError {
  readonly class: ErrorClass
  readonly group: ErrorGroup
  readonly retry: RetryAdvice
  /** As the engine says it: an SQLSTATE, an extended code of SQLite, or of a socket; null where it says none. */
  readonly code: string | null
  readonly constraint: string | null
  readonly table: string | null
  readonly column: string | null
}
