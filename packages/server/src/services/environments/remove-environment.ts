import type { Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import type { EnvironmentServices } from './environment.ts'
import { environmentToChange } from './environment-for.ts'
import { findEnvironment, noSuchEnvironment, teamsOf } from './find-environment.ts'
import { refuseAtWork } from './update-environment.ts'

/** It is forgotten, and nobody has it any more; its database stays as it is. */
export async function removeEnvironment(services: EnvironmentServices, call: Call, named: string): Promise<void> {
  const { id } = await environmentToChange(services, call, named)
  await changeSystem(services, call, async (tx, note) => {
    const row = await findEnvironment(tx, id)
    if (!row) throw noSuchEnvironment()
    refuseAtWork(row)
    for (const team of await teamsOf(tx, id)) {
      note.tell(team, { type: 'environment.revoked', subject: `environment:${id}`, data: { environment: row.name } })
    }
    await tx.deleteFrom('environments').where('id', '=', id).execute()
    const details = { name: row.name, type: row.type }
    note.audit({ action: 'environment.remove', subject: `environment:${id}`, details })
  })
}
