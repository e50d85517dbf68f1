import { RequestError } from '../../errors/request-error.ts'
import { eventOf } from '../../events/outbox.ts'
import { post } from '../../events/outgoing/post.ts'
import { nextAttempt } from '../../events/webhooks/backoff.ts'
import { signatureHeader, signatureOf } from '../../events/webhooks/signature.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'
import type { ReceiverRules } from './receiver-url.ts'
import { webhookPlace } from './webhook.ts'

export interface DeliveryServices extends Pick<Services, 'store' | 'sealer' | 'now'> {
  readonly receivers: ReceiverRules
  /** 0 to 1. */
  readonly random: () => number
  /** For one attempt. */
  readonly timeoutMs: number
}

interface Claimed {
  readonly delivery: Pick<TeamTables['deliveries'], 'id' | 'webhook_id' | 'attempts'>
  readonly webhook: Pick<TeamTables['webhooks'], 'id' | 'url_sealed' | 'secret_sealed'>
  readonly event: Omit<TeamTables['events'], 'team_id'>
}

interface Outcome {
  readonly status: number | null
  /** One of few words, never those of an error: they could quote an answer. */
  readonly error: string | null
}

const atOnce = 10

/**
 * Delivers what is due in a team, each delivery at least once: it is claimed for the time of an attempt, so that no other
 * process sends it meanwhile and one that dies gives it back. Returns how many were attempted.
 */
export async function deliverDue(services: DeliveryServices, team: string, signal: AbortSignal): Promise<number> {
  const { store, now } = services
  const waiting = await store.readTeam(team, (db) =>
    db
      .selectFrom('deliveries')
      .select('id')
      .where('team_id', '=', team)
      .where('status', '=', 'pending')
      .where('next_at', '<=', now().toISOString())
      .limit(1)
      .execute(),
  )
  if (waiting.length === 0) return 0
  const claimed = await claim(services, team)
  await Promise.all(
    claimed.map(async (one) => {
      const outcome = await attempt(services, team, one, signal)
      if (outcome !== undefined) await record(services, team, one, outcome)
    }),
  )
  return claimed.length
}

async function claim({ store, now, timeoutMs }: DeliveryServices, team: string): Promise<Claimed[]> {
  return store.team(team, async (tx) => {
    const at = now()
    const rows = await tx
      .selectFrom('deliveries as d')
      .innerJoin('webhooks as w', (on) => on.onRef('w.team_id', '=', 'd.team_id').onRef('w.id', '=', 'd.webhook_id'))
      .innerJoin('events as e', (on) =>
        on.onRef('e.team_id', '=', 'd.team_id').onRef('e.position', '=', 'd.event_position'),
      )
      .where('d.team_id', '=', team)
      .where('d.status', '=', 'pending')
      .where('d.next_at', '<=', at.toISOString())
      .where('w.active', '=', 1)
      .orderBy('d.next_at')
      .orderBy('d.event_position')
      .limit(atOnce)
      .select(['d.id', 'd.webhook_id', 'd.attempts', 'w.url_sealed', 'w.secret_sealed'])
      .select(['e.position', 'e.id as event_id', 'e.type', 'e.subject', 'e.data', 'e.at', 'e.actor'])
      .execute()
    if (rows.length === 0) return []
    await tx
      .updateTable('deliveries')
      .set((eb) => ({
        attempts: eb('attempts', '+', 1),
        next_at: new Date(at.getTime() + 2 * timeoutMs).toISOString(),
      }))
      .where('team_id', '=', team)
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute()
    return rows.map(({ id, webhook_id, attempts, url_sealed, secret_sealed, event_id, ...event }) => ({
      delivery: { id, webhook_id, attempts: attempts + 1 },
      webhook: { id: webhook_id, url_sealed, secret_sealed },
      event: { ...event, id: event_id },
    }))
  })
}

/** Undefined where this process is closing: whoever claims it next attempts it again. */
async function attempt(
  { sealer, receivers, now, timeoutMs }: DeliveryServices,
  team: string,
  { delivery, webhook, event }: Claimed,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const opened = async (column: 'url' | 'secret', sealed: Uint8Array) =>
    Buffer.from(await sealer.open(team, webhookPlace(column, webhook.id), sealed)).toString()
  const url = await opened('url', webhook.url_sealed)
  const secret = await opened('secret', webhook.secret_sealed)
  const body = JSON.stringify({ ...eventOf(event), team })
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'understudy-webhooks/1',
    'understudy-delivery': delivery.id,
    'understudy-event': event.type,
    [signatureHeader]: signatureOf(secret, now(), body),
  }
  try {
    const { status } = await post(receivers.guard, new URL(url), { headers, body, signal, timeoutMs })
    if (status >= 200 && status < 300) return { status, error: null }
    return { status, error: status >= 300 && status < 400 ? 'redirects are not followed' : 'refused by the receiver' }
  } catch (thrown) {
    if (signal.aborted) return undefined
    return { status: null, error: whyNot(thrown) }
  }
}

function whyNot(thrown: unknown): string {
  if (thrown instanceof RequestError) return 'its address leads to a network that is not allowed'
  if (!(thrown instanceof Error)) return 'not reached'
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
  if (thrown.name === 'TimeoutError' || code === 'ABORT_ERR') return 'no answer in time'
  return code !== undefined && /^[A-Z_0-9]+$/.test(code) ? `not reached: ${code}` : 'not reached'
}

async function record(
  { store, now, random }: DeliveryServices,
  team: string,
  { delivery }: Claimed,
  { status, error }: Outcome,
): Promise<void> {
  const next = error === null ? undefined : nextAttempt(delivery.attempts, now(), random())
  await store.team(team, (tx) =>
    tx
      .updateTable('deliveries')
      .set({
        status: error === null ? 'delivered' : next === undefined ? 'failed' : 'pending',
        next_at: next?.toISOString() ?? null,
        response_status: status,
        error,
      })
      .where('team_id', '=', team)
      .where('id', '=', delivery.id)
      .where('status', '=', 'pending')
      // Claimed anew meanwhile: what that attempt finds out is newer.
      .where('attempts', '=', delivery.attempts)
      .execute(),
  )
}
