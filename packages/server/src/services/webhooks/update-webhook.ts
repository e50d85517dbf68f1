import type { EventType } from '../../events/event-types.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { findWebhook } from './find-webhook.ts'
import { type Webhook, type WebhookServices, webhookOf, webhookPlace } from './webhook.ts'

export interface WebhookChange {
  readonly active?: boolean | undefined
  readonly types?: readonly EventType[] | undefined
}

/** While it is not active nothing is noted for it; what was noted before waits. */
export async function updateWebhook(
  services: WebhookServices,
  call: Call,
  { team: named, webhook: id }: { readonly team: string; readonly webhook: string },
  changes: WebhookChange,
): Promise<Webhook> {
  const { id: team } = await teamFor(services, call, 'webhooks.change', named)
  const row = await change(services, call, team, async (tx, note) => {
    const found = await findWebhook(tx, team, id)
    const { active, types } = changes
    const changed = {
      active: active === undefined ? found.active : active ? (1 as const) : (0 as const),
      types: types === undefined ? found.types : JSON.stringify([...new Set(types)]),
    }
    await tx.updateTable('webhooks').set(changed).where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({
      action: 'webhook.update',
      subject: `webhook:${id}`,
      before: { active: found.active, types: found.types },
      after: changed,
    })
    return { ...found, ...changed }
  })
  const url = await services.sealer.open(team, webhookPlace('url', id), row.url_sealed)
  return webhookOf(row, Buffer.from(url).toString())
}
