import { authorize } from '../../auth/authorize.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { changeSystem } from '../change.ts'
import type { Team } from './find-team.ts'

/** The place comes first: one that no row knows harms nobody, and a row without a place would be a team that fails. */
export async function createTeam(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { slug, name }: { readonly slug: string; readonly name: string },
): Promise<Team> {
  authorize(call.actor, 'team.create')
  const { store, now, newId } = services
  const taken = () => new RequestError('CONFLICT', { message: `there is a team ${JSON.stringify(slug)} already` })
  const isTaken = await store.readSystem((db) =>
    db.selectFrom('teams').select('id').where('slug', '=', slug).executeTakeFirst(),
  )
  if (isTaken) throw taken()
  const team = {
    id: newId(),
    slug,
    name,
    status: 'active',
    accessLevel: 'admin',
    createdAt: now().toISOString(),
  } as const
  await store.createTeamPlace(team.id)
  await changeSystem(services, call, async (tx, note) => {
    if (await tx.selectFrom('teams').select('id').where('slug', '=', slug).executeTakeFirst()) throw taken()
    const { id, status, createdAt: created_at } = team
    await tx.insertInto('teams').values({ id, slug, name, status, created_at }).execute()
    note.audit({ action: 'team.create', subject: `team:${id}`, team: id, details: { slug } })
  })
  return team
}
