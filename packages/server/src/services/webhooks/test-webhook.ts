import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { findWebhook } from './find-webhook.ts'
import type { WebhookServices } from './webhook.ts'

/** An event to try receivers with: whichever asks for all, or for `webhook.tested`, is sent it. */
export async function testWebhook(
  services: WebhookServices,
  call: Call,
  { team: named, webhook: id }: { readonly team: string; readonly webhook: string },
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'webhooks.change', named)
  await change(services, call, team, async (tx, note) => {
    await findWebhook(tx, team, id)
    note.event({ type: 'webhook.tested', subject: `webhook:${id}`, data: {} })
    note.audit({ action: 'webhook.test', subject: `webhook:${id}` })
  })
}
