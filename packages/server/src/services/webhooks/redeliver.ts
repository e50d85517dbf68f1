import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import type { WebhookServices } from './webhook.ts'

/** Once more from the first attempt, with the same ids: a receiver that had it already knows it by them. */
export async function redeliver(
  services: WebhookServices,
  call: Call,
  {
    team: named,
    webhook,
    delivery: id,
  }: { readonly team: string; readonly webhook: string; readonly delivery: string },
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'webhooks.change', named)
  await change(services, call, team, async (tx, note) => {
    const again = { status: 'pending' as const, attempts: 0, next_at: services.now().toISOString(), error: null }
    const { numUpdatedRows } = await tx
      .updateTable('deliveries')
      .set(again)
      .where('team_id', '=', team)
      .where('webhook_id', '=', webhook)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) {
      throw new RequestError('NOT_FOUND', { message: 'there is no such delivery of this webhook' })
    }
    note.audit({ action: 'webhook.redeliver', subject: `webhook:${webhook}`, details: { delivery: id } })
  })
  services.bell.ring(team)
}
