import { nameOf } from '../../auth/actor.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { requireMatch } from '../require-match.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Dataset, findDataset, type Retention } from './dataset.ts'
import { type FieldMarked, withMarked } from './personal-fields.ts'

export interface DatasetChange {
  readonly description?: string | undefined
  /** Null: every version stays. */
  readonly retention?: Retention | null | undefined
  /** An archived dataset can be read; it takes no version and gives no lease. */
  readonly archived?: boolean | undefined
  /** What these fields are; of others stays what was said. That one is open says who may see what is in it. */
  readonly personal?: readonly FieldMarked[] | undefined
}

export async function updateDataset(
  services: Services,
  call: Call,
  { team: teamNamed, dataset: named, ...wanted }: DatasetChange & { readonly team: string; readonly dataset: string },
): Promise<Dataset> {
  const { id: team } = await teamFor(services, call, 'datasets.write', teamNamed)
  if (wanted.personal?.some(({ mark }) => mark === 'open')) await teamFor(services, call, 'rows.reveal', team)
  const at = services.now().toISOString()
  return change(services, call, team, async (tx, note) => {
    const before = await findDataset(tx, team, named)
    requireMatch(call, before)
    const archivedAt =
      wanted.archived === undefined ? before.archivedAt : wanted.archived ? (before.archivedAt ?? at) : null
    const after = {
      ...before,
      description: wanted.description ?? before.description,
      retention: wanted.retention === undefined ? before.retention : wanted.retention,
      personal: withMarked(before.personal, wanted.personal ?? [], { by: nameOf(call.actor), at }),
      archivedAt,
    }
    await tx
      .updateTable('datasets')
      .set({
        description: after.description,
        retention: after.retention === null ? null : JSON.stringify(after.retention),
        personal: JSON.stringify(after.personal),
        archived_at: archivedAt,
      })
      .where('team_id', '=', team)
      .where('id', '=', before.id)
      .execute()
    const archived = archivedAt !== null && before.archivedAt === null
    const subject = `dataset:${before.id}`
    note.audit({ action: archived ? 'dataset.archive' : 'dataset.update', subject, before, after })
    note.event({ type: archived ? 'dataset.archived' : 'dataset.updated', subject, data: { name: before.name } })
    return after
  })
}
