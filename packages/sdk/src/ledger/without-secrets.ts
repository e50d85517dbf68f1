import { redactUrl } from '../database/url.ts'
import type { Resource } from './resource.ts'

const secretName = /(?:password|sslkey|secret|token)$/i

/** The URL as it may be written down: still an address, but without its password and secret parameters. */
export function withoutSecrets(url: string): string {
  const bare = redactUrl(url).replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*):\*\*\*@/i, '$1@')
  const [address = '', ...rest] = bare.split('?')
  if (rest.length === 0) return bare
  const kept = rest
    .join('?')
    .split('&')
    .filter((parameter) => !isSecret(parameter))
  return kept.length === 0 ? address : `${address}?${kept.join('&')}`
}

/** Parameters that withoutSecrets leaves out, as they stand in the URL. */
export function secretParameters(url: string): string[] {
  return url.split('?').slice(1).join('?').split('&').filter(isSecret)
}

export function withoutSecretsIn(resource: Resource): Resource {
  switch (resource.kind) {
    case 'postgres-database':
      return { ...resource, server: withoutSecrets(resource.server) }
    case 'postgres-schema':
    case 'rows':
      return { ...resource, database: withoutSecrets(resource.database) }
    case 'production':
      return { ...resource, baseUrl: withoutSecrets(resource.baseUrl) }
    case 'path':
      return resource
  }
}

/** Names may be percent-encoded; what cannot be decoded is no name that a driver knows, and is left out as well. */
function isSecret(parameter: string): boolean {
  try {
    return secretName.test(decodeURIComponent(parameter.split('=')[0] ?? '').trim())
  } catch {
    return true
  }
}
