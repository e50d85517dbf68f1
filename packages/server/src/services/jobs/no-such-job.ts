import { RequestError } from '../../errors/request-error.ts'

export function noSuchJob(): RequestError {
  return new RequestError('NOT_FOUND', {
    message: 'there is no such job in this team',
    hint: 'List the jobs of the team: an id is found in its own team only.',
  })
}
