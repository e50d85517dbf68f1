import { randomBytes } from 'node:crypto'
import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { EventType } from '../../events/event-types.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { type ReceiverRules, receiverUrl } from './receiver-url.ts'
import { type Webhook, type WebhookServices, webhookOf, webhookPlace } from './webhook.ts'

export interface NewWebhook {
  readonly url: string
  readonly types: readonly EventType[]
}

const mostPerTeam = 20

/** The secret is told here and never again. */
export async function createWebhook(
  services: WebhookServices & { readonly receivers: ReceiverRules },
  call: Call,
  named: string,
  { url: text, types }: NewWebhook,
): Promise<Webhook & { readonly secret: string }> {
  const { id: team } = await teamFor(services, call, 'webhooks.change', named)
  const { sealer, newId, now, receivers } = services
  const url = (await receiverUrl(receivers, text)).href
  const id = newId()
  const secret = `whsec_${randomBytes(32).toString('base64url')}`
  const row = {
    team_id: team,
    id,
    url_sealed: await sealer.seal(team, webhookPlace('url', id), Buffer.from(url)),
    secret_sealed: await sealer.seal(team, webhookPlace('secret', id), Buffer.from(secret)),
    types: JSON.stringify([...new Set(types)]),
    active: 1 as const,
    created_at: now().toISOString(),
    created_by: nameOf(call.actor),
  }
  await change(services, call, team, async (tx, note) => {
    const { count } = await tx
      .selectFrom('webhooks')
      .where('team_id', '=', team)
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) >= mostPerTeam) {
      throw new RequestError('LIMIT_EXCEEDED', {
        message: `a team has at most ${mostPerTeam} webhooks`,
        hint: 'Remove one that is not needed any more.',
        details: { limit: 'webhooks', most: mostPerTeam },
      })
    }
    await tx.insertInto('webhooks').values(row).execute()
    note.audit({ action: 'webhook.create', subject: `webhook:${id}`, after: { url, types } })
  })
  return { ...webhookOf(row, url), secret }
}
