import { RequestError } from '../errors/request-error.ts'
import { forgetTeam as forget } from '../store/back-up/forget-team.ts'
import { systemFile } from '../store/back-up/layout.ts'
import { pagesOf } from '../store/back-up/read-backup.ts'
import { pageOf } from '../store/back-up/rows.ts'
import { systemShape } from '../store/shape/system-shape.ts'

/** Takes an erased team, by short name or id, out of a backup that was made before: the rest of it can be restored as ever. */
export async function forgetTeam(folder: string, named: string): Promise<{ readonly id: string }> {
  const shape = systemShape.teams
  for await (const page of pagesOf(folder, systemFile('teams'), shape, pageOf(shape))) {
    const found = page.find(({ id, slug }) => id === named || slug === named)
    if (found === undefined) continue
    const id = String(found.id)
    await forget(folder, id)
    return { id }
  }
  throw new RequestError('NOT_FOUND', { message: 'the backup knows no such team' })
}
