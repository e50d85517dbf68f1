import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { keyColumns, type NewEnvironment, refuseTaken, sealSuites } from './create-environment.ts'
import { checkedUrl } from './database-rules.ts'
import {
  connectionOf,
  type Environment,
  type EnvironmentRow,
  type EnvironmentServices,
  environmentOf,
  sealConnection,
} from './environment.ts'
import { environmentToChange } from './environment-for.ts'
import { findEnvironment, noSuchEnvironment, teamsOf } from './find-environment.ts'

export type EnvironmentChange = { readonly [Name in keyof NewEnvironment]?: NewEnvironment[Name] | undefined }

/** What is left out stays; secrets are replaced as a whole. While a job is at work on it nothing changes. */
export async function updateEnvironment(
  services: EnvironmentServices,
  call: Call,
  named: string,
  changes: EnvironmentChange,
): Promise<Environment> {
  const found = await environmentToChange(services, call, named)
  const { id } = found
  const sealed = await sealedAnew(services, found, changes)
  const row = await changeSystem(services, call, async (tx, note) => {
    const now = await findEnvironment(tx, id)
    if (!now) throw noSuchEnvironment()
    refuseAtWork(now)
    const { name = now.name, type = now.type, isReadOnly = now.is_read_only === 1, tags, status = now.status } = changes
    const changed = {
      name,
      lower_name: name.toLowerCase(),
      type,
      status,
      is_read_only: type === 'production' || isReadOnly ? (1 as const) : (0 as const),
      tags: tags === undefined ? now.tags : JSON.stringify([...new Set(tags)]),
      watch_seconds: changes.watchSeconds === undefined ? now.watch_seconds : changes.watchSeconds,
      ...sealed,
      updated_at: services.now().toISOString(),
    }
    await refuseTaken(tx, { ...now, ...changed })
    await tx.updateTable('environments').set(changed).where('id', '=', id).execute()
    const about = ({ name, type, is_read_only, tags, key_id, watch_seconds }: EnvironmentRow) => ({
      name,
      type,
      isReadOnly: is_read_only === 1,
      tags,
      key: key_id,
      watchSeconds: watch_seconds,
    })
    note.audit({
      action: 'environment.update',
      subject: `environment:${id}`,
      details: { connection: changes.databaseUrl !== undefined || changes.secrets !== undefined },
      before: about(now),
      after: about({ ...now, ...changed }),
    })
    const data = { environment: name, type, status }
    for (const team of await teamsOf(tx, id)) {
      note.tell(team, { type: 'environment.changed', subject: `environment:${id}`, data })
    }
    return { ...now, ...changed }
  })
  return environmentOf(services, row, { level: null, isActive: false })
}

async function sealedAnew(
  services: EnvironmentServices,
  row: EnvironmentRow,
  { databaseUrl, secrets, maskingKey, suites }: EnvironmentChange,
): Promise<Partial<Pick<EnvironmentRow, 'connection_sealed' | 'key_sealed' | 'key_id' | 'suites_sealed'>>> {
  const key = {
    ...(maskingKey === undefined ? {} : await keyColumns(services, row.id, maskingKey)),
    ...(suites === undefined ? {} : { suites_sealed: await sealSuites(services, row.id, suites) }),
  }
  if (databaseUrl === undefined && secrets === undefined) return key
  const before = await connectionOf(services, row)
  const connection = {
    databaseUrl: databaseUrl === undefined ? before.databaseUrl : await checkedUrl(services.databases, databaseUrl),
    secrets: secrets === undefined ? before.secrets : { ...secrets },
  }
  return { ...key, connection_sealed: await sealConnection(services, row.id, connection) }
}

export function refuseAtWork({ name, clone_job }: Pick<EnvironmentRow, 'name' | 'clone_job'>): void {
  if (clone_job === null) return
  throw new RequestError('CONFLICT', {
    message: `a job is at work on ${name}, or has left something there`,
    hint: 'Wait for it, go on with it, or cancel it.',
    details: { job: clone_job },
  })
}
