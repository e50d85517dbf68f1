import { type ErrorCode, isError, messageOf, UnderstudyError } from '../../errors.ts'

/** Our error for what better-sqlite3 threw; its messages name tables and columns, never values. */
export function sqliteFailure(thrown: unknown, operation: string): UnderstudyError {
  if (thrown instanceof UnderstudyError) return thrown
  const code = isError(thrown) && 'code' in thrown ? String(thrown.code) : undefined
  const message = messageOf(thrown)
  // A wrong parameter or a misused statement is a plain TypeError or RangeError of the driver.
  if (!code?.startsWith('SQLITE_')) return new UnderstudyError('QUERY_FAILED', { operation, message, cause: thrown })
  return new UnderstudyError(codeOf(code), {
    operation,
    message,
    details: { sqliteCode: code, ...place(code, message) },
  })
}

function codeOf(code: string): ErrorCode {
  if (code.startsWith('SQLITE_CONSTRAINT')) return 'CONSTRAINT_VIOLATED'
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM' || code === 'SQLITE_AUTH') return 'PERMISSION_DENIED'
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CANTOPEN')) return 'CONNECTION_FAILED'
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CORRUPT')) return 'CONNECTION_LOST'
  return 'QUERY_FAILED'
}

/** UNIQUE, PRIMARY KEY and NOT NULL name table.column of each column, CHECK its constraint. */
function place(code: string, message: string): Record<string, unknown> {
  const named = /failed: (.+)$/.exec(message)?.[1]
  if (named === undefined) return {}
  if (code === 'SQLITE_CONSTRAINT_CHECK') return { constraint: named }
  const column = /^([^.]+)\.([^,]+)$/.exec(named)
  return column ? { table: column[1], column: column[2] } : {}
}
