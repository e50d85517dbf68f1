import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { findWebhook } from './find-webhook.ts'
import type { WebhookServices } from './webhook.ts'

/** An event to try a receiver with: it is sent to that one whatever it asks for, and to whichever asks for such events. */
export async function testWebhook(
  services: WebhookServices,
  call: Call,
  { team: named, webhook: id }: { readonly team: string; readonly webhook: string },
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'webhooks.change', named)
  await change(services, call, team, async (tx, note) => {
    const { active } = await findWebhook(tx, team, id)
    if (active === 0) {
      throw new RequestError('CONFLICT', {
        message: 'the webhook is not active: nothing is sent to it',
        hint: 'Make it active first: PATCH it with { "active": true }.',
      })
    }
    note.event({ type: 'webhook.tested', subject: `webhook:${id}`, data: {} })
    note.audit({ action: 'webhook.test', subject: `webhook:${id}` })
  })
}
