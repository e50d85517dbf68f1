import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { findWebhook } from './find-webhook.ts'
import type { WebhookServices } from './webhook.ts'

/** With all its deliveries: what was not delivered yet is not delivered any more. */
export async function removeWebhook(
  services: WebhookServices,
  call: Call,
  { team: named, webhook: id }: { readonly team: string; readonly webhook: string },
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'webhooks.change', named)
  await change(services, call, team, async (tx, note) => {
    await findWebhook(tx, team, id)
    await tx.deleteFrom('deliveries').where('team_id', '=', team).where('webhook_id', '=', id).execute()
    await tx.deleteFrom('webhooks').where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({ action: 'webhook.remove', subject: `webhook:${id}` })
  })
}
