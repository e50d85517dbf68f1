import { runHealthChecks } from '@understudy/sdk/clone'
import { z } from 'zod'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { withoutPlace, withUnreachable } from './database-rules.ts'
import type { EnvironmentRow, EnvironmentServices, healthStatuses } from './environment.ts'
import { type EnvironmentAsked, environmentFor } from './environment-for.ts'
import { teamsOf } from './find-environment.ts'
import { openEnvironment, watched } from './open-environment.ts'

const check = z.object({
  name: z.string(),
  outcome: z.enum(['passed', 'warned', 'failed', 'skipped']),
  message: z.string(),
  milliseconds: z.number(),
})
export const healthChecks = z.array(check)

export interface HealthReport {
  readonly id: string
  readonly at: string
  readonly status: (typeof healthStatuses)[number]
  readonly checks: z.infer<typeof healthChecks>
}
export interface HealthIncident {
  readonly id: string
  readonly health: 'degraded' | 'unhealthy'
  readonly title: string
  readonly times: number
  readonly openedAt: string
  readonly seenAt: string
  readonly resolvedAt: string | null
}
export interface Health {
  readonly environment: string
  readonly name: string
  readonly watchSeconds: number | null
  /** The last look; null where nobody has looked yet. */
  readonly report: HealthReport | null
  /** Looks before, the newest first, the last one among them. */
  readonly history: readonly Pick<HealthReport, 'id' | 'at' | 'status'>[]
  readonly incidents: readonly HealthIncident[]
}

const mostReports = 200
const lookMs = 20_000

/** What is known of the health of an environment; nobody looks for it. */
export async function readHealth(
  services: Pick<Services, 'store'>,
  call: Call,
  { environment, team }: Pick<EnvironmentAsked, 'environment' | 'team'>,
): Promise<Health> {
  const asked = { environment, team, action: 'environments.read', level: 'read' } as const
  const { row } = await environmentFor(services, call, asked)
  return services.store.readSystem(async (db) => {
    const reports = await db
      .selectFrom('environment_health')
      .selectAll()
      .where('environment_id', '=', row.id)
      .orderBy('id', 'desc')
      .limit(50)
      .execute()
    const incidents = await db
      .selectFrom('environment_incidents')
      .selectAll()
      .where('environment_id', '=', row.id)
      .orderBy('id', 'desc')
      .limit(20)
      .execute()
    const [last] = reports
    return {
      environment: row.id,
      name: row.name,
      watchSeconds: row.watch_seconds === null ? null : Number(row.watch_seconds),
      report: last
        ? { id: last.id, at: last.at, status: last.status, checks: healthChecks.parse(JSON.parse(last.checks)) }
        : null,
      history: reports.map(({ id, at, status }) => ({ id, at, status })),
      incidents: incidents.map((one) => ({
        id: one.id,
        health: one.health,
        title: one.title,
        times: Number(one.times),
        openedAt: one.opened_at,
        seenAt: one.seen_at,
        resolvedAt: one.resolved_at,
      })),
    }
  })
}

/** Looks now, for whoever asks. */
export async function lookNow(
  services: EnvironmentServices,
  call: Call,
  { environment, team: named }: Pick<EnvironmentAsked, 'environment' | 'team'>,
): Promise<HealthReport> {
  const asked = { environment, team: named, action: 'environments.check', level: 'read' } as const
  const { row, team } = await environmentFor(services, call, asked)
  return look(services, call, row, team)
}

/** One look, kept, and told where the health is another one than before. An environment that does not answer is unhealthy. */
export async function look(
  services: EnvironmentServices,
  call: Call,
  row: EnvironmentRow,
  team?: string,
): Promise<HealthReport> {
  const { newId, now } = services
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(lookMs)])
  const at = now().toISOString()
  let found: Pick<HealthReport, 'status' | 'checks'>
  try {
    const opened = await openEnvironment(services, row)
    const { status, checks } = await runHealthChecks(opened, {
      ...watched(services, call, { team, environments: [row] }),
      // Nothing is read but what the database says of itself, in a transaction that cannot write.
      waive: ['source-can-write'],
      signal,
    })
    found = {
      status,
      checks: checks.map(({ message, milliseconds, ...one }) => ({
        ...one,
        message: withoutPlace(message, opened),
        milliseconds: Math.round(milliseconds),
      })),
    }
  } catch (thrown) {
    call.signal.throwIfAborted()
    const said = withUnreachable(thrown, row.name)
    if (!(said instanceof RequestError) && !signal.aborted) throw thrown
    const message = said instanceof RequestError ? said.message : `it did not answer within ${lookMs / 1000} s`
    found = {
      status: 'unhealthy',
      checks: [{ name: 'it can be connected to', outcome: 'failed', message, milliseconds: 0 }],
    }
  }
  const report = { id: newId(), at, ...found }
  await keep(services, call, row, report)
  return report
}

async function keep(
  services: EnvironmentServices,
  call: Call,
  row: EnvironmentRow,
  report: HealthReport,
): Promise<void> {
  const { store } = services
  const { id, at, status, checks } = report
  const environment_id = row.id
  const before = await store.system(async (tx) => {
    const there = await tx.selectFrom('environments').select('health').where('id', '=', row.id).executeTakeFirst()
    if (!there) return undefined
    await tx
      .insertInto('environment_health')
      .values({ environment_id, id, at, status, checks: JSON.stringify(checks) })
      .execute()
    const old = await tx
      .selectFrom('environment_health')
      .select('id')
      .where('environment_id', '=', row.id)
      .orderBy('id', 'desc')
      .offset(mostReports)
      .limit(1)
      .executeTakeFirst()
    if (old)
      await tx.deleteFrom('environment_health').where('environment_id', '=', row.id).where('id', '<=', old.id).execute()
    const open = await tx
      .selectFrom('environment_incidents')
      .select(['id', 'times'])
      .where('environment_id', '=', row.id)
      .where('resolved_at', 'is', null)
      .executeTakeFirst()
    const incident = tx.updateTable('environment_incidents').where('environment_id', '=', row.id)
    if (status === 'healthy') {
      if (open) await incident.set({ resolved_at: at }).where('id', '=', open.id).execute()
    } else {
      const wrong = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')
      const title = `${status}: ${wrong.map(({ name }) => name).join(', ')}`.slice(0, 500)
      if (open) {
        const seen = { seen_at: at, times: Number(open.times) + 1, health: status, title }
        await incident.set(seen).where('id', '=', open.id).execute()
      } else {
        await tx
          .insertInto('environment_incidents')
          .values({
            environment_id,
            id,
            health: status,
            title,
            times: 1,
            opened_at: at,
            seen_at: at,
            resolved_at: null,
          })
          .execute()
      }
    }
    await tx.updateTable('environments').set({ health: status, checked_at: at }).where('id', '=', row.id).execute()
    return { health: there.health }
  })
  if (before === undefined || status === (before.health ?? 'healthy')) return
  await tell(services, call, row, { before: before.health, status, at })
}

/** Every team that it is granted to hears of it. */
async function tell(
  services: EnvironmentServices,
  call: Call,
  { id, name }: EnvironmentRow,
  data: { readonly before: string | null; readonly status: string; readonly at: string },
): Promise<void> {
  for (const team of await services.store.readSystem((db) => teamsOf(db, id))) {
    await change(services, call, team, async (_tx, note) =>
      note.event({ type: 'environment.health', subject: `environment:${id}`, data: { environment: name, ...data } }),
    )
  }
}
