import { UnderstudyError } from '@understudy/sdk'
import { backupsOf, discardClone } from '@understudy/sdk/clone'
import { codeOf } from '../../errors/code-of.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import type { EnvironmentServices } from '../environments/environment.ts'
import { findEnvironment } from '../environments/find-environment.ts'
import { openEnvironment } from '../environments/open-environment.ts'
import type { CloneRow } from './clone.ts'
import { storeKeeping } from './store-keeping.ts'

export type Dropped =
  /** Nothing of it is left at the target. */
  | { readonly what: 'gone' }
  /** It had taken the target's place before anybody said so. */
  | { readonly what: 'promoted'; readonly backup: string | null }
  /** Its database does not answer, or somebody is still at it: to be tried again. */
  | { readonly what: 'left'; readonly why: string }

/** Takes away what a clone that is over has left beside its target. Safe to repeat. */
export async function dropClone(services: EnvironmentServices, call: Call, row: CloneRow): Promise<Dropped> {
  const target = await services.store.readSystem((db) => findEnvironment(db, row.target_id))
  if (!target) return { what: 'gone' }
  const { team_id: team, id, job_id: job } = row
  await using keeping = storeKeeping(services, { call, team, id, job, guard: async () => {} })
  try {
    const record = await keeping.read(row.clone_id)
    // Nothing was begun: a run tells of itself before it makes anything.
    if (!record) return { what: 'gone' }
    const { databaseUrl: url } = await openEnvironment(services, target)
    const { promoted } = await discardClone(row.clone_id, { url }, { keeping })
    if (!promoted) return { what: 'gone' }
    const backup = (await backupsOf({ url })).find(({ cloneId }) => cloneId === row.clone_id)
    return { what: 'promoted', backup: backup?.id ?? null }
  } catch (thrown) {
    if (thrown instanceof UnderstudyError || thrown instanceof RequestError) return { what: 'left', why: thrown.code }
    const code = codeOf(thrown)
    if (code === undefined) throw thrown
    return { what: 'left', why: code }
  }
}
