import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Webhook, webhookOf, webhookPlace } from './webhook.ts'

export async function listWebhooks(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  named: string,
): Promise<Webhook[]> {
  const { id: team } = await teamFor(services, call, 'webhooks.read', named)
  const rows = await services.store.readTeam(team, (db) =>
    db.selectFrom('webhooks').selectAll().where('team_id', '=', team).orderBy('id').execute(),
  )
  return Promise.all(
    rows.map(async (row) => {
      const url = await services.sealer.open(team, webhookPlace('url', row.id), row.url_sealed)
      return webhookOf(row, Buffer.from(url).toString())
    }),
  )
}
