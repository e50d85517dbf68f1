import { RequestError } from '../errors/request-error.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** An id names a file and stands in statements: nothing else than a UUID in lower case is one. */
export function isTeamId(text: string): boolean {
  return uuid.test(text)
}

export function noSuchTeam(): RequestError {
  return new RequestError('NOT_FOUND', { message: 'there is no such team' })
}
