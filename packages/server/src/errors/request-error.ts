/** What can be wrong with a request before the engine is asked. A code is a contract: it is never renamed or reused. */
export const requestErrors = {
  REQUEST_UNREADABLE: { status: 400, action: 'Send JSON, with the header content-type: application/json.' },
  REQUEST_INVALID: { status: 400, action: 'Compare the request with what /api/docs says of this endpoint.' },
  LIMIT_EXCEEDED: { status: 400, action: 'Ask for less at once, or use the command line, which has no such limit.' },
  NOT_FOUND: { status: 404, action: 'See /api/docs for what there is.' },
  METHOD_NOT_ALLOWED: { status: 405, action: 'Use a method that the header Allow names.' },
  REQUEST_TOO_LARGE: { status: 413, action: 'Send a smaller request.' },
  UNAUTHENTICATED: { status: 401, action: 'Sign in, or send an API key: Authorization: Bearer ptd_…' },
  SESSION_ENDED: { status: 401, action: 'Sign in again.' },
  SIGN_IN_FAILED: { status: 401, action: 'Check address and password, or ask an administrator for a link.' },
  LINK_USELESS: { status: 401, action: 'Ask whoever sent the link for a new one.' },
  FORBIDDEN: { status: 403, action: 'Ask an administrator of the team for the role or the scope that is named.' },
  FIELD_MASKED: {
    status: 403,
    action: 'Ask by fields that are not masked, or reveal the rows where your role or your key may.',
  },
  CROSS_SITE: { status: 403, action: 'Use the page that this server itself serves, or send a Bearer token.' },
  PLAIN_HTTP: { status: 403, action: 'Use the address of the proxy, which begins with https:.' },
  PROVIDER_UNREACHABLE: { status: 502, action: 'Try again later, or sign in by password or by a link.' },
  PASSWORD_WEAK: { status: 400, action: 'Choose a longer password, such as several words.' },
  ACCESS_LEVEL_EXCEEDED: {
    status: 403,
    action: 'Ask a system administrator for a higher access level of the team, or another team for the data.',
  },
  TEAM_CONFIG_CONFLICT: { status: 409, action: 'Correct the configuration at the places that are listed.' },
  NOT_REFRESHABLE: { status: 409, action: 'Upload the next version, or let whoever gave it give it again.' },
  RECURRENCE_INVALID: { status: 400, action: 'Correct the recurrence at the place that is named.' },
  TIMEZONE_UNKNOWN: { status: 400, action: 'Name a time zone of the IANA, such as Europe/Berlin.' },
  SCHEDULE_NEVER: { status: 400, action: 'Choose days that are still to come.' },
  QUALITY_RULE_VIOLATED: { status: 409, action: 'Look at the report of the check, and correct the data or the rule.' },
  QUALITY_INTEGRITY_VIOLATED: {
    status: 409,
    action: 'Look at the report of the check, and correct the rows that contradict each other.',
  },
  QUALITY_FORMAT_VIOLATED: {
    status: 409,
    action: 'Look at the report of the check, and correct the values that have no right form.',
  },
  FIDELITY_INSUFFICIENT: {
    status: 409,
    action: 'Look at the report of its fidelity, and learn the rows anew or lower the floor that was not held.',
  },
  PRIVACY_INSUFFICIENT: {
    status: 409,
    action: 'Look at the report of its privacy: rows of real people may stand in it.',
  },
  REFRESH_REFUSED: {
    status: 409,
    action: 'Look at the refresh, which says of each of its datasets what it did not pass.',
  },
  CONFLICT: { status: 409, action: 'Look at what is there now, and decide again.' },
  PRECONDITION_FAILED: { status: 412, action: 'Read it again, and decide again by what it is now.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, action: 'Take a new key for a new request.' },
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    action: 'Send it again in a while, and look at what is there if it stays like this: its server may have ended.',
  },
  RATE_LIMITED: { status: 429, action: 'Wait for as many seconds as the header Retry-After says.' },
  STREAMS_LIMITED: { status: 429, action: 'Close a stream that nobody reads, or wait and connect again.' },
  CONNECTOR_UNREACHABLE: {
    status: 502,
    action: 'Look whether what the connector names runs and answers, then try again.',
  },
  CONNECTOR_DENIED: {
    status: 409,
    action: 'Give the connector credentials that are good: they are wrong, or have expired.',
  },
  CONNECTOR_FAILED: { status: 409, action: 'Correct what is named, there or in the settings of the connector.' },
  ROWS_REJECTED: {
    status: 409,
    action: 'Look at the rows that the transfer lists; correct them or the schema, or allow so many to be left out.',
  },
  TARGET_OCCUPIED: { status: 409, action: 'Name another place, or say that what is there is to be replaced.' },
  ENVIRONMENT_UNREACHABLE: {
    status: 409,
    action: 'Look whether the database runs and takes connections of this server, then try again.',
  },
  ADDRESS_REFUSED: {
    status: 400,
    action: 'Name a host that the internet can reach, or ask the operator to allow its network.',
  },
} as const

export type RequestErrorCode = keyof typeof requestErrors

interface RequestErrorDetails {
  readonly message: string
  /** What to do about it, before the code's own advice. */
  readonly hint?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** A request that the server refuses, in words for the one who sent it. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: RequestErrorCode
  readonly details: Readonly<Record<string, unknown>>
  readonly suggestedActions: readonly string[]

  constructor(code: RequestErrorCode, { message, hint, details = {}, cause }: RequestErrorDetails) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
    this.suggestedActions = hint === undefined ? [requestErrors[code].action] : [hint, requestErrors[code].action]
  }
}
