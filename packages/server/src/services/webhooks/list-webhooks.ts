import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Webhook, webhookOf, webhookPlace } from './webhook.ts'

export async function listWebhooks(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  {
    team: named,
    cursor,
    limit,
  }: { readonly team: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly webhooks: readonly Webhook[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'webhooks.read', named)
  const rows = await services.store.readTeam(team, (db) => {
    const all = db.selectFrom('webhooks').selectAll().where('team_id', '=', team)
    return (cursor === undefined ? all : all.where('id', '>', cursor))
      .orderBy('id')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  const webhooks = await Promise.all(
    page.map(async (row) => {
      const url = await services.sealer.open(team, webhookPlace('url', row.id), row.url_sealed)
      return webhookOf(row, Buffer.from(url).toString())
    }),
  )
  return { webhooks, next }
}
