import { RequestError } from '../../errors/request-error.ts'
import type { OutgoingGuard } from '../../events/outgoing/guard.ts'

export interface ReceiverRules {
  readonly guard: OutgoingGuard
  /** Without TLS whoever is on the way reads what is delivered. */
  readonly allowHttp: boolean
}

/** The address of a receiver, refused where the server would not deliver to it as things stand. */
export async function receiverUrl({ guard, allowHttp }: ReceiverRules, text: string): Promise<URL> {
  const url = URL.parse(text)
  const refused = (message: string) =>
    new RequestError('REQUEST_INVALID', { message: `url: ${message}`, details: { path: 'url' } })
  if (url === null) throw refused('this is no URL')
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) {
    throw refused(`a webhook is delivered to https${allowHttp ? ' or http' : ''} alone`)
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('it holds a password; the signature shows who delivers')
  }
  if (url.hash !== '') throw refused('it has a fragment, which no request carries')
  try {
    await guard.resolve(url.hostname)
  } catch (thrown) {
    if (thrown instanceof RequestError) throw thrown
    throw refused('its host has no address')
  }
  return url
}
