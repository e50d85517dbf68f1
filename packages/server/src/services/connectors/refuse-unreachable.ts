import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { ConnectorReach } from './connector-services.ts'
import type { ConnectorAccess, ConnectorUse } from './connector-settings.ts'
import { refusePlaintext } from './http/http-access.ts'
import { urlFor } from './target/to-http.ts'

/** Refused at once where it is plain that the server will not go there; whether it is there, a check says. */
export async function refuseUnreachable(
  reach: ConnectorReach,
  { kind, settings, use }: Pick<ConnectorAccess, 'kind' | 'settings'> & { readonly use: ConnectorUse },
): Promise<void> {
  if (kind === 'postgres' && use === 'both') {
    throw new RequestError('REQUEST_INVALID', {
      message: 'use: what is read from is read by a role that may not write, so a connector of a database has one use',
      details: { path: 'use' },
    })
  }
  if ((kind === 'files' || kind === 'sqlite') && reach.folder === undefined) {
    throw new RequestError('CONNECTOR_FAILED', {
      message: 'this server has no folder for files',
      hint: 'Ask whoever runs the server to name one: --connector-folder.',
    })
  }
  const host = hostOf({ kind, settings }, reach)
  if (host === undefined) return
  try {
    await reach.guard.resolve(host)
  } catch (thrown) {
    // A name that has no address yet may have one later.
    if (thrown instanceof RequestError) throw thrown
  }
}

function hostOf(
  { kind, settings }: Pick<ConnectorAccess, 'kind' | 'settings'>,
  reach: ConnectorReach,
): string | undefined {
  if (kind === 'postgres' && 'host' in settings) return settings.host
  const text = 'url' in settings ? settings.url : 'endpoint' in settings ? settings.endpoint : undefined
  if (text === undefined) return undefined
  const url = urlFor(text, 'entity')
  refusePlaintext(reach, url)
  return url.hostname
}

export async function refuseName(tx: TeamTransaction, team: string, name: string, besides?: string): Promise<void> {
  const taken = await tx
    .selectFrom('connectors')
    .select('id')
    .where('team_id', '=', team)
    .where('name', '=', name)
    .executeTakeFirst()
  if (taken === undefined || taken.id === besides) return
  throw new RequestError('CONFLICT', {
    message: `the team has a connector ${JSON.stringify(name)} already`,
    details: { connector: taken.id },
  })
}
