import { nameOf } from '../../auth/actor.ts'
import type { Call, Services } from '../call.ts'
import { changeSystem } from '../change.ts'

export interface RowsMade {
  readonly action: 'rows.preview' | 'rows.generate'
  readonly rows: number
  readonly format?: string | undefined
}

/** The trail tells that somebody had rows of a schema, which belong to no team and are kept nowhere. */
export async function noteRows(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { action, rows, format }: RowsMade,
): Promise<void> {
  const { actor } = call
  await changeSystem(services, call, async (_tx, note) => {
    const team = actor.kind === 'key' ? actor.team : undefined
    const details = { rows, ...(format === undefined ? {} : { format }) }
    note.audit({ action, subject: nameOf(actor), team, details })
  })
}
