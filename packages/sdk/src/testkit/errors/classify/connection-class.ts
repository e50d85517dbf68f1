import type { ErrorClass } from '../error-class.ts'

/** Of Node, where a connection was not made yet. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
])
/** Of Node: before a connection was made and after it. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ENOTCONN', 'ERR_STREAM_DESTROYED'])

/** Of postgres.js, and of Node's TLS. */
const ofDrivers: Readonly<Record<string, ErrorClass>> = {
  CONNECT_TIMEOUT: 'connection_refused',
  CONNECTION_CLOSED: 'connection_lost',
  CONNECTION_DESTROYED: 'connection_lost',
  CONNECTION_ENDED: 'connection_lost',
  SASL_SIGNATURE_MISMATCH: 'authentication_failed',
  AUTH_TYPE_NOT_IMPLEMENTED: 'authentication_failed',
  MAX_PARAMETERS_EXCEEDED: 'limit_exceeded',
  UNSAFE_TRANSACTION: 'transaction_state',
  CERT_HAS_EXPIRED: 'authentication_failed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'authentication_failed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'authentication_failed',
  SELF_SIGNED_CERT_IN_CHAIN: 'authentication_failed',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'authentication_failed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'authentication_failed',
}

/** What drivers say in plain errors without a code: their own words, which nobody translates. */
const messages: readonly (readonly [RegExp, ErrorClass])[] = [
  [/^timeout exceeded when trying to connect$/, 'pool_exhausted'],
  [/^timeout expired$|^Connection terminated due to connection timeout$/, 'connection_refused'],
  [/^The server does not support SSL connections$|^There was an error establishing an SSL/, 'connection_refused'],
  [/^Cannot open database because the directory does not exist$/, 'connection_refused'],
  [/^SASL: /, 'authentication_failed'],
  [/^Query read timeout$/, 'statement_timeout'],
  [
    /^Connection terminated( unexpectedly)?$|^Client (was closed|has encountered a connection error)|^Cannot use a pool after/,
    'connection_lost',
  ],
  [/^PGlite is clos(ed|ing)$|^The database connection is not open$/, 'connection_lost'],
]

/** @param connecting the call that failed was to make the connection */
export function classOfSystemCode(code: string, connecting: boolean): ErrorClass | undefined {
  if (unreachable.has(code)) return 'connection_refused'
  if (broken.has(code)) return connecting ? 'connection_refused' : 'connection_lost'
  // A socket's file that is not there.
  if (code === 'ENOENT' || code === 'EACCES') return connecting ? 'connection_refused' : undefined
  return ofDrivers[code]
}

export function classOfMessage(message: string): ErrorClass | undefined {
  return messages.find(([text]) => text.test(message))?.[1]
}
