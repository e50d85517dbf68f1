import { codeOf } from '../../errors/code-of.ts'
import { ServerError } from '../../errors/server-error.ts'

export function isBusy(thrown: unknown): boolean {
  return codeOf(thrown)?.startsWith('SQLITE_BUSY') ?? false
}

/** What a file's failure says to whoever runs the server; anything else is given back as it is. */
export function sqliteFailure(thrown: unknown, file: string): unknown {
  const code = codeOf(thrown)
  if (code === undefined) return thrown
  if (code === 'SQLITE_FULL') {
    return new ServerError('STORE_FULL', { message: `there is no room left to write ${file}`, cause: thrown })
  }
  // Each table of a team's file takes rows of that team alone.
  if (code === 'SQLITE_CONSTRAINT_CHECK' && thrown instanceof Error && /: team_id = '/.test(thrown.message)) {
    return new ServerError('ISOLATION_BREACH', { message: "a row of another team's was to be written", cause: thrown })
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new ServerError('STORE_BUSY', { message: `another process holds ${file}`, cause: thrown })
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new ServerError('STORE_DAMAGED', { message: `${file} is damaged`, cause: thrown })
  }
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY_')) {
    return new ServerError('STORE_UNREACHABLE', { message: `${file} cannot be read or written`, cause: thrown })
  }
  return thrown
}
