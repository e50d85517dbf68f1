import shop from '../../../../../examples/shop.json' with { type: 'json' }
import type { Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startGeneration } from '../jobs/start-generation.ts'
import { createTeam } from '../teams/create-team.ts'

const slug = 'demo'

/**
 * A team with a dataset to look at, made by a job like any other, and whoever administers the system as its
 * administrator. What somebody has taken away of it does not come back.
 */
export async function makeDemo(services: JobServices): Promise<void> {
  const { store, now } = services
  const call: Call = {
    actor: { kind: 'system', for: undefined },
    requestId: 'demo',
    ip: null,
    signal: new AbortController().signal,
  }
  const known = await store.readSystem((db) =>
    db.selectFrom('teams').select(['id', 'status']).where('slug', '=', slug).executeTakeFirst(),
  )
  const { id: team, status } = known ?? (await createTeam(services, call, { slug, name: 'Demo' }))
  if (status !== 'active') return
  await changeSystem(services, call, async (tx, note) => {
    const member = await tx.selectFrom('memberships').select('user_id').where('team_id', '=', team).executeTakeFirst()
    const admin = await tx
      .selectFrom('users')
      .select('id')
      .where('is_system_admin', '=', 1)
      .where('status', '=', 'active')
      .orderBy('created_at')
      .executeTakeFirst()
    if (member || !admin) return
    const row = { team_id: team, user_id: admin.id, role: 'admin', created_at: now().toISOString() } as const
    await tx.insertInto('memberships').values(row).execute()
    note.audit({ action: 'member.join', subject: `user:${admin.id}`, team, details: { team, role: row.role } })
  })
  // Rows of erased ones stay: a dataset that was erased is not made again.
  const dataset = await store.readTeam(team, (db) => db.selectFrom('datasets').select('id').limit(1).executeTakeFirst())
  if (dataset) return
  await startGeneration(services, call, { team, dataset: 'shop', schema: shop, options: { seed: 1 } })
}
