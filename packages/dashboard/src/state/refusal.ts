import { ApiFailure } from '../api/api-failure.ts'

/** By the server's code: the address may be of anybody's making, and says no more than which of these it is. */
const said: Readonly<Record<string, readonly [message: string, action: string]>> = {
  SIGN_IN_FAILED: [
    'The identity provider vouches for nobody who is a user here.',
    'Begin again; or ask an administrator for an invitation to the address that the provider knows.',
  ],
  PROVIDER_UNREACHABLE: [
    'The identity provider does not answer as one.',
    'Try again in a while. The server’s log says more, under this request.',
  ],
}

/** `#/refused/CODE/request`: where the server sends a browser back to that comes from the identity provider for nothing. */
export function refusalIn(hash: string): ApiFailure | undefined {
  const [, code = '', requestId] = /^#\/refused\/([A-Z_]+)\/([0-9a-f-]{36})$/.exec(hash) ?? []
  const [message, action] = (Object.hasOwn(said, code) && said[code]) || []
  if (message === undefined || action === undefined) return undefined
  return new ApiFailure({ message, suggestedActions: [action], code, requestId })
}
