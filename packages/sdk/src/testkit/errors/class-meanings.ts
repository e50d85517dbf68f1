import type { ErrorClass, ErrorGroup, RetryAdvice } from './error-class.ts'

interface Meaning {
  readonly group: ErrorGroup
  /** As long as nothing more is known; see retryOf. */
  readonly retry: RetryAdvice
}

export const classMeanings: Readonly<Record<ErrorClass, Meaning>> = {
  unique_violation: { group: 'constraint_violation', retry: 'never' },
  foreign_key_child: { group: 'constraint_violation', retry: 'never' },
  foreign_key_parent: { group: 'constraint_violation', retry: 'never' },
  not_null_violation: { group: 'constraint_violation', retry: 'never' },
  check_violation: { group: 'constraint_violation', retry: 'never' },
  exclusion_violation: { group: 'constraint_violation', retry: 'never' },
  view_check_violation: { group: 'constraint_violation', retry: 'never' },
  generated_column: { group: 'statement_error', retry: 'never' },
  invalid_value: { group: 'statement_error', retry: 'never' },
  raised: { group: 'statement_error', retry: 'never' },
  undefined_object: { group: 'statement_error', retry: 'never' },
  duplicate_object: { group: 'statement_error', retry: 'never' },
  dependent_objects: { group: 'statement_error', retry: 'never' },
  syntax_error: { group: 'statement_error', retry: 'never' },
  permission_denied: { group: 'permission_denied', retry: 'never' },
  read_only: { group: 'permission_denied', retry: 'never' },
  serialization_failure: { group: 'transaction_rollback', retry: 'transaction' },
  deadlock: { group: 'deadlock', retry: 'transaction' },
  lock_timeout: { group: 'timeout', retry: 'statement' },
  object_in_use: { group: 'statement_error', retry: 'statement' },
  statement_timeout: { group: 'timeout', retry: 'never' },
  cancelled: { group: 'timeout', retry: 'never' },
  transaction_state: { group: 'transaction_rollback', retry: 'never' },
  idle_killed: { group: 'timeout', retry: 'reconnect' },
  server_shutdown: { group: 'connection_error', retry: 'reconnect' },
  connection_refused: { group: 'connection_error', retry: 'backoff' },
  authentication_failed: { group: 'connection_error', retry: 'never' },
  connection_lost: { group: 'connection_error', retry: 'reconnect' },
  outcome_unknown: { group: 'connection_error', retry: 'only if idempotent' },
  pool_exhausted: { group: 'resource_exhausted', retry: 'backoff' },
  too_many_connections: { group: 'resource_exhausted', retry: 'backoff' },
  out_of_resources: { group: 'resource_exhausted', retry: 'backoff' },
  limit_exceeded: { group: 'resource_exhausted', retry: 'never' },
  unsupported: { group: 'statement_error', retry: 'never' },
  data_corrupted: { group: 'connection_error', retry: 'never' },
  unknown: { group: 'statement_error', retry: 'never' },
}
