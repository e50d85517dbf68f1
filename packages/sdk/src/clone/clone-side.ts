import { redactUrl } from '../database/url.ts'
import type { Environment } from '../environments/environment.ts'

/** A source or a target: where it is, and what it is known as. */
export interface CloneSide {
  readonly url: string
  readonly environment?: Environment | undefined
}

export function sideOf(place: Environment | CloneSide): CloneSide {
  return 'databaseUrl' in place ? { url: place.databaseUrl, environment: place } : place
}

/** For people; without a secret. */
export function sideName({ url, environment }: CloneSide): string {
  return environment?.name ?? redactUrl(url)
}

/** Where it is, without any secret: with passwords from elsewhere it can be found again. */
export function addressWithoutSecrets(url: string): string {
  const [address = '', query] = url.split('?')
  // A password may hold an @ that nobody has encoded; the last one ends it.
  const before = address.replace(/^(postgres(?:ql)?:\/\/[^:@/?#]*):.*@/i, '$1@')
  if (query === undefined) return before
  const kept = query
    .split('&')
    .filter((part) => /^(host|port|user|dbname|sslmode|application_name|connect_timeout)=/i.test(part))
  return kept.length > 0 ? `${before}?${kept.join('&')}` : before
}
