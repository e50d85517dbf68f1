import schema from '../../../../../examples/shop.json' with { type: 'json' }
import rules from '../../../../../examples/shop-quality-rules.json' with { type: 'json' }
import type { Call, Services } from '../call.ts'
import { changeSystem } from '../change.ts'
import { createDataset } from '../datasets/create-dataset.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startGeneration } from '../jobs/start-generation.ts'
import { putRules } from '../quality/put-rules.ts'
import { createTeam } from '../teams/create-team.ts'

const slug = 'demo'
const name = 'shop'

/**
 * A team with a dataset to look at, made by a job like any other and kept back until it has passed its rules, and whoever
 * administers the system as its administrator. What somebody has taken away of it does not come back.
 */
export async function makeDemo(services: Services & JobServices): Promise<void> {
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
  // Rows of erased ones stay: what was erased is not made again.
  const { versions, known: dataset } = await store.readTeam(team, async (db) => ({
    versions: await db.selectFrom('versions').select('version').limit(1).execute(),
    known: await db
      .selectFrom('datasets')
      .select('id')
      .where('name', '=', name)
      .where('erased_at', 'is', null)
      .executeTakeFirst(),
  }))
  if (versions.length > 0) return
  if (!dataset) await createDataset(services, call, team, { name, description: 'The example of the documentation.' })
  const gate = { refuse: 'failed', strict: false, minScore: null } as const
  await putRules(services, call, { team, dataset: name, rules, gate, samples: { rows: 10, days: 30 } })
  await startGeneration(services, call, { team, dataset: name, schema, options: { seed: 1 } })
}
