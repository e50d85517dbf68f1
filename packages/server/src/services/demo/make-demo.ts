import type { Services } from '../call.ts'
import { changeSystem } from '../change.ts'
import { createDataset } from '../datasets/create-dataset.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startGeneration } from '../jobs/start-generation.ts'
import { putRules } from '../quality/put-rules.ts'
import { createTeam } from '../teams/create-team.ts'
import { byServer, demoMark, markDemo } from './mark.ts'
import { playMonth } from './month/play-month.ts'
import { shop } from './shop.ts'

const slug = 'demo'

/**
 * Before anything works on the store: a month of history, where there is nothing in it. Once: a start that is killed in
 * the middle of it leaves what has been until then.
 */
export async function playDemo(services: Parameters<typeof playMonth>[0]): Promise<void> {
  const { store } = services
  await using lock = await store.tryLock('demo')
  // Another server of the store is at it.
  if (lock === undefined) return
  const team = await store.readSystem((db) => db.selectFrom('teams').select('id').limit(1).executeTakeFirst())
  if (team !== undefined || (await demoMark(store)) !== undefined) return
  await markDemo(store, 'played')
  await playMonth(services)
}

/**
 * A team with a dataset to look at, kept back until it has passed its rules, and whoever administers the system as an
 * administrator of it, and of the others that a month was played of. What somebody has taken away does not come back.
 */
export async function makeDemo(services: Services & JobServices): Promise<void> {
  const { store } = services
  const call = byServer()
  const known = await store.readSystem((db) =>
    db.selectFrom('teams').select(['id', 'status']).where('slug', '=', slug).executeTakeFirst(),
  )
  const { id: team, status } = known ?? (await createTeam(services, call, { slug, name: 'Demo' }))
  if (status !== 'active') return
  await joinDemo(services)
  // Rows of erased ones stay: what was erased is not made again.
  const { versions, known: dataset } = await store.readTeam(team, async (db) => ({
    versions: await db.selectFrom('versions').select('version').limit(1).execute(),
    known: await db
      .selectFrom('datasets')
      .select('id')
      .where('name', '=', shop.name)
      .where('erased_at', 'is', null)
      .executeTakeFirst(),
  }))
  if (versions.length > 0) return
  const { name, description, rules, schema } = shop
  if (!dataset) await createDataset(services, call, team, { name, description })
  const gate = { refuse: 'failed', strict: false, minScore: null } as const
  await putRules(services, call, { team, dataset: name, rules, gate, samples: { rows: 10, days: 30 } })
  await startGeneration(services, call, { team, dataset: name, schema, options: { seed: 1 } })
}

/** Of a month that was played all teams are the demo's; else the one. */
async function joinDemo(services: Services): Promise<void> {
  const { store, now } = services
  const mark = await demoMark(store)
  if (mark === 'joined') return
  const joined = await changeSystem(services, byServer(), async (tx, note) => {
    const admin = await tx
      .selectFrom('users')
      .select('id')
      .where('is_system_admin', '=', 1)
      .where('status', '=', 'active')
      .orderBy('created_at')
      .executeTakeFirst()
    if (!admin) return false
    const teams = await tx
      .selectFrom('teams')
      .select('id')
      .where('status', '=', 'active')
      .$if(mark !== 'played', (query) => query.where('slug', '=', slug))
      .execute()
    for (const { id: team } of teams) {
      const row = { team_id: team, user_id: admin.id, role: 'admin', created_at: now().toISOString() } as const
      const { numInsertedOrUpdatedRows: inserted } = await tx
        .insertInto('memberships')
        .values(row)
        .onConflict((is) => is.columns(['team_id', 'user_id']).doNothing())
        .executeTakeFirst()
      if (inserted === 0n) continue
      note.audit({ action: 'member.join', subject: `user:${admin.id}`, team, details: { team, role: row.role } })
    }
    return true
  })
  if (joined) await markDemo(store, 'joined')
}
