import { RequestError } from '../../errors/request-error.ts'

export function noSuchUser(): RequestError {
  return new RequestError('NOT_FOUND', { message: 'there is no such user' })
}
