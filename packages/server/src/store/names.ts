import { RequestError } from '../errors/request-error.ts'
import { ServerError } from '../errors/server-error.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** An id names a file and stands in statements: nothing else than a UUID in lower case is one. */
export function isTeamId(text: string): boolean {
  return uuid.test(text)
}

export function noSuchTeam(): RequestError {
  return new RequestError('NOT_FOUND', {
    message: 'there is no such team',
    hint: 'Name a team by its short name or its id; of one that the caller has nothing to do with nothing is told.',
  })
}

/** It names a file too. */
export function refuseLockName(name: string): void {
  if (/^[a-z0-9][a-z0-9-]{0,99}$/.test(name)) return
  throw new ServerError('STORE_MISUSED', { message: 'a lock has a name of letters, digits and hyphens' })
}
