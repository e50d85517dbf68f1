import { authorize } from '../../auth/authorize.ts'
import { RequestError } from '../../errors/request-error.ts'
import { noSuchTeam } from '../../store/names.ts'
import type { Call, Services } from '../call.ts'
import { changeSystem } from '../change.ts'

type Standing = Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId' | 'sealer' | 'blobs'>

/**
 * For ever. Whoever was let in is let out first, in one transaction with its line in the trail; then the team's keys are
 * destroyed, from which on all of it is noise wherever it lies, and then what is left is removed. Where it breaks off,
 * the same again goes on. The team's own trail goes with it; the system's keeps that it was there, and who ended it.
 */
export async function eraseTeam(
  services: Standing,
  call: Call,
  named: string,
  /** The team's short name once more: what is erased does not come back. */
  confirmed: string,
): Promise<{ readonly id: string; readonly slug: string }> {
  authorize(call.actor, 'team.erase')
  const { store, sealer, blobs } = services
  const team = await changeSystem(services, call, async (tx, note) => {
    const row = await tx
      .selectFrom('teams')
      .select(['id', 'slug', 'status'])
      .where((is) => is.or([is('slug', '=', named.toLowerCase()), is('id', '=', named)]))
      .executeTakeFirst()
    if (!row) throw noSuchTeam()
    if (confirmed !== row.slug) {
      throw new RequestError('CONFLICT', {
        message: 'what was given to confirm it is not the short name of the team',
        hint: 'Erasing takes everything of the team away for ever: confirm it with its short name.',
      })
    }
    if (row.status !== 'erased') {
      await tx.updateTable('teams').set({ status: 'erased' }).where('id', '=', row.id).execute()
      for (const table of ['memberships', 'api_keys', 'links', 'queue', 'idempotency'] as const)
        await tx.deleteFrom(table).where('team_id', '=', row.id).execute()
      note.audit({ action: 'team.erase', subject: `team:${row.id}`, team: row.id, details: { slug: row.slug } })
    }
    return { id: row.id, slug: row.slug }
  })
  await sealer.shred(team.id)
  await blobs.eraseTeam(team.id)
  await store.eraseTeamPlace(team.id)
  return team
}
