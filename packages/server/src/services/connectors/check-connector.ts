import { connect, refuseProduction, UnderstudyError } from '@understudy/sdk'
import { openDataset } from '@understudy/sdk/quality'
import type { z } from 'zod'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import type { jobFailure } from '../jobs/job.ts'
import { teamFor } from '../teams/team-for.ts'
import { accessOf, findConnector } from './connector.ts'
import type { ConnectorReach, ConnectorServices } from './connector-services.ts'
import type { ConnectorAccess, ConnectorUse } from './connector-settings.ts'
import { patiently } from './failures.ts'
import { ask, drop } from './http/http-access.ts'
import { databaseOf, objectsOf } from './open-reach.ts'
import type { FoundObject } from './places/object-place.ts'
import { TeamFolder } from './places/team-folder.ts'

export interface ConnectorCheck {
  readonly ok: boolean
  /** Some of what there is to take. */
  readonly objects: readonly { readonly name: string; readonly size: number | null }[]
  readonly error: z.infer<typeof jobFailure> | null
}

const mostShown = 100
const checkMs = 20_000

/** Goes there once, and says what is there, or why it could not. Nothing is written there. */
export async function checkConnector(
  services: ConnectorServices,
  call: Call,
  { team: teamNamed, connector: named }: { readonly team: string; readonly connector: string },
): Promise<ConnectorCheck> {
  const { id: team } = await teamFor(services, call, 'connectors.use', teamNamed)
  const row = await services.store.readTeam(team, (db) => findConnector(db, team, named))
  const access = await accessOf(services, row)
  const result = await checked(services.reach, team, access, row.use, call.signal)
  await change(services, call, team, async (tx, note) => {
    await tx
      .updateTable('connectors')
      .set({ checked_at: services.now().toISOString(), check_error: result.error?.errorCode ?? null })
      .where('team_id', '=', team)
      .where('id', '=', row.id)
      .execute()
    note.audit({
      action: 'connector.check',
      subject: `connector:${row.id}`,
      details: { ok: result.ok ? 'yes' : 'no', errorCode: result.error?.errorCode ?? '' },
    })
  })
  return result
}

async function checked(
  reach: ConnectorReach,
  team: string,
  access: ConnectorAccess,
  use: ConnectorUse,
  stop: AbortSignal,
): Promise<ConnectorCheck> {
  const late = AbortSignal.timeout(checkMs)
  const signal = AbortSignal.any([stop, late])
  try {
    const once = { ...reach.patience, tries: 1 }
    const objects = await patiently(once, signal, () => whatIsThere(reach, team, access, use, signal))
    return { ok: true, objects: objects.map(({ name, size }) => ({ name, size: size ?? null })), error: null }
  } catch (thrown) {
    stop.throwIfAborted()
    const failure = late.aborted
      ? new RequestError('CONNECTOR_UNREACHABLE', { message: `it did not answer within ${checkMs / 1000} s` })
      : thrown
    if (!(failure instanceof RequestError) && !(failure instanceof UnderstudyError)) throw failure
    const { code: errorCode, message, suggestedActions } = failure
    return { ok: false, objects: [], error: { errorCode, message, suggestedActions: [...suggestedActions] } }
  }
}

async function whatIsThere(
  reach: ConnectorReach,
  team: string,
  access: ConnectorAccess,
  use: ConnectorUse,
  signal: AbortSignal,
): Promise<FoundObject[]> {
  if (access.kind === 'postgres' || access.kind === 'sqlite') {
    const place = await databaseOf(reach, team, access, { mayBeMissing: use !== 'import' })
    if (use !== 'import') {
      // A file that is to be made is nothing to look at.
      if (access.kind === 'sqlite') return []
      await refuseProduction(place.url, [], process.env, { lookup: place.lookup })
      await using database = await connect(place.url, { lookup: place.lookup, maxConnections: 1 })
      await database.query('select 1', [], { signal })
      return []
    }
    await using opened = await openDataset(place.url, { lookup: place.lookup, signal })
    return (opened.source.entities ?? []).slice(0, mostShown).map((name) => ({ name, size: undefined }))
  }
  if (access.kind === 'http') {
    const { url } = access.settings
    if (use === 'export') {
      // To send something would do something there: it is enough that the name leads where it may.
      await reach.guard.resolve(new URL(url.replaceAll('{entity}', 'entity')).hostname)
      return []
    }
    const answer = await ask({ reach, url, credentials: access.credentials }, new URL(url), { signal })
    await drop(answer)
    return [{ name: '', size: Number(answer.headers['content-length'] ?? Number.NaN) || undefined }]
  }
  if (access.kind === 'files' && use === 'export') {
    await (await TeamFolder.of(reach.folder, team)).folderFor(access.settings.folder)
    return []
  }
  const found: FoundObject[] = []
  for await (const one of (await objectsOf(reach, team, access)).list(signal)) {
    found.push(one)
    if (found.length === mostShown) break
  }
  return found
}
