import { isServerError, postgresFailure } from '../../../database/postgres/failure.ts'
import { sqliteFailure } from '../../../database/sqlite/failure.ts'
import { codeOf, isError, type UnderstudyError } from '../../../errors.ts'
import { classMeanings } from '../class-meanings.ts'
import type { ClassifiedError, ErrorClass, RetryAdvice } from '../error-class.ts'
import { classOfMessage, classOfSystemCode } from './connection-class.ts'
import type { ErrorContext } from './error-context.ts'
import { foreignKeySide } from './foreign-key-side.ts'
import { classOfSqlite } from './sqlite-class.ts'
import { classOfState, foreignKeyState } from './sqlstate-class.ts'
import { isCommit, writesOf } from './writes-of.ts'

type Found = Pick<ClassifiedError, 'class' | 'code' | 'constraint' | 'table' | 'column'>

const deepest = 5

/**
 * What an error of a database means, whoever threw it: this SDK, pg, postgres.js, PGlite, better-sqlite3, or what wraps
 * an error of theirs as its cause. It goes by codes, and never by text that a server may say in another language.
 */
export function classifyError(thrown: unknown, context: ErrorContext = {}): ClassifiedError {
  const found = find(thrown, context, deepest) ?? bare('unknown', codeOf(thrown) ?? null)
  const settled = { ...found, class: outcomeOf(found.class, context) }
  return { ...settled, group: classMeanings[settled.class].group, retry: retryOf(settled, context) }
}

function find(thrown: unknown, context: ErrorContext, depth: number): Found | undefined {
  if (!isError(thrown) || depth === 0) return undefined
  if (isOurs(thrown)) return ofOurs(thrown, context, depth)
  if (isServerError(thrown)) return ofState(thrown.code, factsOfServer(thrown), context)
  const code = codeOf(thrown)
  if (code?.startsWith('SQLITE_')) {
    return ofSqlite(code, thrown.message, sqliteFailure(thrown, 'classify').details, context)
  }
  const ofSystem = code === undefined ? undefined : classOfSystemCode(code, isConnecting(thrown, context))
  const own = ofSystem ?? classOfMessage(thrown.message)
  if (own !== undefined) return bare(own, code ?? null)
  return find(thrown.cause, context, depth - 1)
}

/** Its details are what the adapters left of a driver's error. */
function ofOurs(error: UnderstudyError, context: ErrorContext, depth: number): Found | undefined {
  const { details } = error
  const code = text(details.sqlstate) ?? text(details.sqliteCode)
  const settled = byOurCode(error)
  if (settled !== undefined) return { ...bare(settled, code), ...places(details) }
  if (typeof details.sqlstate === 'string') return ofState(details.sqlstate, details, context)
  if (typeof details.sqliteCode === 'string') return ofSqlite(details.sqliteCode, error.message, details, context)
  const connecting = error.code === 'CONNECTION_FAILED'
  const below = find(error.cause, connecting ? { ...context, during: 'connect' } : context, depth - 1)
  if (connecting) return below ?? bare('connection_refused', null)
  if (error.code === 'CONNECTION_LOST' || error.code === 'CONNECTION_CLOSED')
    return below ?? bare('connection_lost', null)
  return below
}

/** Where we kept account of what happened, that decides. */
function byOurCode({ code, operation, details }: UnderstudyError): ErrorClass | undefined {
  if (details.outcome === 'unknown') return 'outcome_unknown'
  switch (code) {
    case 'POOL_EXHAUSTED':
      return 'pool_exhausted'
    case 'STATEMENT_TIMEOUT':
      return 'statement_timeout'
    case 'CANCELLED':
      return 'cancelled'
    case 'WRITE_REFUSED':
      return 'read_only'
    case 'TABLE_UNKNOWN':
      return 'undefined_object'
    case 'QUERY_FAILED':
      // A transaction in which a statement had failed answered COMMIT with a ROLLBACK.
      return operation === 'commit' && details.sqlstate === undefined ? 'transaction_state' : undefined
    default:
      return undefined
  }
}

function ofState(sqlstate: string, facts: Readonly<Record<string, unknown>>, context: ErrorContext): Found {
  const found = { code: sqlstate, ...places(facts) }
  if (sqlstate !== foreignKeyState) return { class: classOfState(sqlstate), ...found }
  const writes = writesOf(context.statement ?? '', 'subscript')
  return { class: foreignKeySide(writes, found.table, context.foreignKeys), ...found }
}

function ofSqlite(
  code: string,
  message: string,
  facts: Readonly<Record<string, unknown>>,
  context: ErrorContext,
): Found {
  const found = { code, ...places(facts) }
  const meant = classOfSqlite(code, message)
  if (meant !== 'foreign_key_child') return { class: meant, ...found }
  const writes = writesOf(context.statement ?? '', 'quote')
  return { class: foreignKeySide(writes, null, context.foreignKeys), ...found }
}

/** What was lost while it committed may have been kept. */
function outcomeOf(found: ErrorClass, { during, statement }: ErrorContext): ErrorClass {
  const lost = found === 'connection_lost' || found === 'server_shutdown' || found === 'idle_killed'
  const commits = during === 'commit' || during === 'alone' || (statement !== undefined && isCommit(statement))
  return lost && commits ? 'outcome_unknown' : found
}

const hopeless = new Set(['ENOTFOUND', '57P04', 'ENOENT', 'EACCES'])

function retryOf(found: Found, { during }: ErrorContext): RetryAdvice {
  const { retry } = classMeanings[found.class]
  if (found.code !== null && hopeless.has(found.code)) return 'never'
  // Nothing serves a server that is starting up but time.
  if (found.code === '57P03') return 'backoff'
  // The statement alone cannot be done again: its transaction failed with it, or keeps what the other waits for.
  return retry === 'statement' && during === 'transaction' ? 'transaction' : retry
}

/** The fields of a driver's error; those of postgres.js have other names. */
function factsOfServer(thrown: Error): Readonly<Record<string, unknown>> {
  const { details } = postgresFailure(thrown, 'classify')
  const other = (name: string): unknown => Reflect.get(thrown, name)
  return {
    constraint: details.constraint ?? other('constraint_name'),
    table: details.table ?? other('table_name'),
    column: details.column ?? other('column_name'),
  }
}

function places(facts: Readonly<Record<string, unknown>>): Pick<Found, 'constraint' | 'table' | 'column'> {
  return { constraint: text(facts.constraint), table: text(facts.table), column: text(facts.column) }
}

function bare(found: ErrorClass, code: string | null): Found {
  return { class: found, code, constraint: null, table: null, column: null }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function isConnecting(thrown: Error, { during }: ErrorContext): boolean {
  const syscall: unknown = Reflect.get(thrown, 'syscall')
  return during === 'connect' || syscall === 'connect' || syscall === 'getaddrinfo'
}

/** Also of another copy of this SDK, as where a test runner loads modules anew. */
function isOurs(thrown: Error): thrown is UnderstudyError {
  return thrown.name === 'UnderstudyError' && 'operation' in thrown && 'details' in thrown
}
