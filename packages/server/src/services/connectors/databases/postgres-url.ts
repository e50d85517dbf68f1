import { isIP, type LookupFunction } from 'node:net'
import { RequestError } from '../../../errors/request-error.ts'
import { pinned } from '../../../events/outgoing/pinned.ts'
import type { ConnectorReach } from '../connector-services.ts'
import type { CredentialsOf, SettingsOf } from '../connector-settings.ts'
import { connectorFailure } from '../failures.ts'

export interface DatabasePlace {
  readonly url: string
  /** Where its name leads, as it was approved. */
  readonly lookup?: LookupFunction
}

/** Made of its parts: a parameter of a URL could name files of this machine, or another host. */
export async function postgresPlace(
  { guard, plaintext }: Pick<ConnectorReach, 'guard' | 'plaintext'>,
  { host, port, database, user, tls }: SettingsOf<'postgres'>,
  { password }: CredentialsOf<'postgres'>,
): Promise<DatabasePlace> {
  if (!tls && !plaintext) {
    throw new RequestError('CONNECTOR_FAILED', {
      message: 'the connector would go to its database without TLS, and this server does not',
      hint: 'Set tls to true, or ask whoever runs the server to allow it: --connector-plaintext.',
    })
  }
  const addresses = await guard.resolve(host).catch((thrown: unknown) => {
    throw connectorFailure(thrown)
  })
  const who = `${encodeURIComponent(user)}${password === undefined ? '' : `:${encodeURIComponent(password)}`}`
  const where = `${isIP(host) === 6 ? `[${host}]` : host}:${port}/${encodeURIComponent(database)}`
  const how = tls ? 'sslmode=verify-full' : 'sslmode=disable'
  return { url: `postgres://${who}@${where}?${how}&connect_timeout=10`, lookup: pinned(addresses) }
}
