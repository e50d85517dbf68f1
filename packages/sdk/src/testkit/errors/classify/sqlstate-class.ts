import type { ErrorClass } from '../error-class.ts'

/** The code of either side of a foreign key, until Postgres 18 of RESTRICT too. */
export const foreignKeyState = '23503'

const states: Readonly<Record<string, ErrorClass>> = {
  '08001': 'connection_refused',
  '08004': 'connection_refused',
  '08007': 'outcome_unknown',
  '21000': 'invalid_value',
  '23001': 'foreign_key_parent',
  '23502': 'not_null_violation',
  '23503': 'foreign_key_child',
  '23505': 'unique_violation',
  '23514': 'check_violation',
  '23P01': 'exclusion_violation',
  '25006': 'read_only',
  '25P03': 'idle_killed',
  '25P04': 'idle_killed',
  '26000': 'undefined_object',
  '2BP01': 'dependent_objects',
  '2B000': 'dependent_objects',
  '34000': 'undefined_object',
  '3D000': 'undefined_object',
  '3F000': 'undefined_object',
  '40003': 'outcome_unknown',
  '40P01': 'deadlock',
  '42501': 'permission_denied',
  '42602': 'syntax_error',
  '42622': 'limit_exceeded',
  '42701': 'duplicate_object',
  '42703': 'undefined_object',
  '42704': 'undefined_object',
  '42710': 'duplicate_object',
  '42712': 'duplicate_object',
  '42723': 'duplicate_object',
  '42883': 'undefined_object',
  '428C9': 'generated_column',
  '42P01': 'undefined_object',
  '42P02': 'undefined_object',
  '42P03': 'duplicate_object',
  '42P04': 'duplicate_object',
  '42P05': 'duplicate_object',
  '42P06': 'duplicate_object',
  '42P07': 'duplicate_object',
  '44000': 'view_check_violation',
  '53300': 'too_many_connections',
  '55000': 'unsupported',
  '55006': 'object_in_use',
  '55P03': 'lock_timeout',
  '55P04': 'transaction_state',
  '57014': 'cancelled',
  '57P01': 'server_shutdown',
  '57P02': 'server_shutdown',
  '57P03': 'server_shutdown',
  '57P04': 'server_shutdown',
  '57P05': 'idle_killed',
  XX001: 'data_corrupted',
  XX002: 'data_corrupted',
}

/** By the first two characters, for states that mean no more to a caller than their kind. */
const kinds: Readonly<Record<string, ErrorClass>> = {
  '08': 'connection_lost',
  '09': 'raised',
  '0A': 'unsupported',
  '20': 'raised',
  '22': 'invalid_value',
  '24': 'transaction_state',
  '25': 'transaction_state',
  '27': 'raised',
  '28': 'authentication_failed',
  '2D': 'transaction_state',
  '2F': 'raised',
  '38': 'raised',
  '39': 'raised',
  '3B': 'transaction_state',
  '40': 'serialization_failure',
  '42': 'syntax_error',
  '53': 'out_of_resources',
  '54': 'limit_exceeded',
  P0: 'raised',
}

/** The kinds that Postgres itself has; a state of another is somebody's own, given to RAISE. */
const ofPostgres =
  '01 02 03 08 09 0A 0B 0F 0L 0P 0Z 10 20 21 22 23 24 25 26 27 28 2B 2D 2F 34 38 39 3B 3D 3F 40 42 44 53 54 55 57 58 72 F0 HV P0 XX'
const known = new Set(ofPostgres.split(' '))

export function classOfState(sqlstate: string): ErrorClass {
  const kind = sqlstate.slice(0, 2)
  return states[sqlstate] ?? kinds[kind] ?? (known.has(kind) ? 'unknown' : 'raised')
}
