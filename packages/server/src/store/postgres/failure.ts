import { codeOf } from '../../errors/code-of.ts'
import { ServerError } from '../../errors/server-error.ts'

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '25P03',
])

/** Two transactions that stood in each other's way: done again, one of them passes. */
export function isConflict(thrown: unknown): boolean {
  const code = codeOf(thrown)
  return code === '40001' || code === '40P01'
}

/** What a failure of the database says to whoever runs the server; anything else is given back as it is. */
export function postgresFailure(thrown: unknown): unknown {
  const code = codeOf(thrown)
  if (code === '53100') {
    return new ServerError('STORE_FULL', { message: 'the database has no room left', cause: thrown })
  }
  if (code === '42501' && thrown instanceof Error && /row-level security/.test(thrown.message)) {
    return new ServerError('ISOLATION_BREACH', { message: "a row of another team's was to be written", cause: thrown })
  }
  if (code === '55P03') {
    return new ServerError('STORE_BUSY', { message: 'another transaction holds what this one needs', cause: thrown })
  }
  if (code !== undefined && (unreachable.has(code) || code.startsWith('08'))) return gone(thrown)
  if (
    code === undefined &&
    thrown instanceof Error &&
    /^(Connection terminated|timeout exceeded|Client has encountered a connection error|Client was closed)/.test(
      thrown.message,
    )
  )
    return gone(thrown)
  return thrown
}

function gone(thrown: unknown): ServerError {
  return new ServerError('STORE_UNREACHABLE', { message: 'the database cannot be reached', cause: thrown })
}
