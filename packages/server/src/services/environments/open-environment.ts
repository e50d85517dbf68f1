import type { AuditLog, OnAlert, Environment as Opened } from '@understudy/sdk/clone'
import { type Call, originOf } from '../call.ts'
import { change, changeSystem } from '../change.ts'
import { connectingUrl } from './database-rules.ts'
import { connectionOf, type EnvironmentRow, type EnvironmentServices } from './environment.ts'

/**
 * An environment as the engine takes it, with its secrets: for as long as a job or a request works on it, and never further.
 * Where its host leads is decided now.
 */
export async function openEnvironment(services: EnvironmentServices, row: EnvironmentRow): Promise<Opened> {
  const { databaseUrl, secrets } = await connectionOf(services, row)
  return { ...unopened(row), databaseUrl: await connectingUrl(services.databases, databaseUrl), secrets }
}

/** All that are production, by the URLs that they were given: no target is one of them under another name. The server's own store is among them. */
export async function productionOf(services: EnvironmentServices): Promise<Opened[]> {
  const rows = await services.store.readSystem((db) =>
    db.selectFrom('environments').selectAll().where('type', '=', 'production').execute(),
  )
  const { own } = services.databases
  const production = await Promise.all(
    rows.map(async (row) => ({ ...unopened(row), ...(await connectionOf(services, row)) })),
  )
  return own === undefined ? production : [...production, { ...ownStore, databaseUrl: own }]
}

const ownStore: Omit<Opened, 'databaseUrl'> = {
  id: 'own',
  name: 'the store of this server',
  type: 'production',
  status: 'active',
  brokenClone: null,
  isReadOnly: true,
  secrets: {},
  createdAt: new Date(0),
  lastUpdated: new Date(0),
}

function unopened(row: EnvironmentRow): Omit<Opened, 'databaseUrl' | 'secrets'> {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    status: row.status,
    brokenClone: null,
    isReadOnly: row.is_read_only === 1,
    createdAt: new Date(row.created_at),
    lastUpdated: new Date(row.updated_at),
  }
}

export interface Watched {
  readonly audit: AuditLog
  readonly alert: OnAlert
}

/**
 * How what the engine does with databases is kept: in the system's trail, where the team's administrators read it too, and
 * each access to production as an event of the team. What cannot be recorded is not done.
 * @param team undefined where the server looks by itself
 */
export function watched(
  services: EnvironmentServices,
  call: Call,
  { team, environments }: { readonly team: string | undefined; readonly environments: readonly EnvironmentRow[] },
): Watched {
  const idOf = (name: string) => environments.find((one) => one.name === name)?.id ?? 'unknown'
  return {
    audit: {
      file: 'the trail of the system',
      record: ({ event, place, outcome, details = {} }) =>
        changeSystem(services, call, async (_tx, note) =>
          note.audit({
            action: `environment.${event.replaceAll(' ', '-')}`,
            subject: `environment:${idOf(place)}`,
            ...(team === undefined ? {} : { team }),
            details: { ...plain(details), environment: place, outcome },
          }),
        ),
    },
    alert: async ({ operation, place }) => {
      if (team === undefined) return
      await change(services, call, team, async (_tx, note) => {
        const subject = `environment:${idOf(place)}`
        const by = originOf(call).requestId
        note.event({ type: 'environment.accessed', subject, data: { environment: place, operation, by } })
      })
    },
  }
}

/** Lists and what is nested become text. */
function plain(details: Readonly<Record<string, unknown>>): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
        ? value
        : (JSON.stringify(value) ?? null),
    ]),
  )
}
