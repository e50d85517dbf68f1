import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { findWebhook } from './find-webhook.ts'

export interface Delivery {
  readonly id: string
  readonly event: { readonly position: number; readonly id: string; readonly type: string }
  readonly status: 'pending' | 'delivered' | 'failed'
  readonly attempts: number
  readonly nextAt: string | null
  readonly responseStatus: number | null
  readonly error: string | null
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[]
  /** What `before` has to be for the next page; null where there is none. */
  readonly next: number | null
}

/** Newest event first. */
export async function listDeliveries(
  services: Pick<Services, 'store'>,
  call: Call,
  query: {
    readonly team: string
    readonly webhook: string
    readonly before: number | undefined
    readonly limit: number
    readonly status: Delivery['status'] | undefined
  },
): Promise<DeliveryPage> {
  const { webhook, before, limit, status } = query
  const { id: team } = await teamFor(services, call, 'webhooks.read', query.team)
  const rows = await services.store.readTeam(team, async (db) => {
    await findWebhook(db, team, webhook)
    let all = db
      .selectFrom('deliveries as d')
      .innerJoin('events as e', (on) =>
        on.onRef('e.team_id', '=', 'd.team_id').onRef('e.position', '=', 'd.event_position'),
      )
      .where('d.team_id', '=', team)
      .where('d.webhook_id', '=', webhook)
    if (before !== undefined) all = all.where('d.event_position', '<', before)
    if (status !== undefined) all = all.where('d.status', '=', status)
    return all
      .select(['d.id', 'd.status', 'd.attempts', 'd.next_at', 'd.response_status', 'd.error', 'd.event_position'])
      .select(['e.id as event_id', 'e.type'])
      .orderBy('d.event_position', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const deliveries = rows.slice(0, limit).map((row) => ({
    id: row.id,
    event: { position: Number(row.event_position), id: row.event_id, type: row.type },
    status: row.status,
    attempts: row.attempts,
    nextAt: row.next_at,
    responseStatus: row.response_status,
    error: row.error,
  }))
  return { deliveries, next: rows.length > limit ? deliveries.at(-1)!.event.position : null }
}
