import { UnderstudyError } from '@understudy/sdk'
import { z } from 'zod'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { findDataset } from '../datasets/dataset.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { partOfDataset } from './part.ts'
import { datasetsOf, type RefreshedRow, seedPlace } from './refresh.ts'
import { remake } from './remake.ts'
import { remakeFor } from './remake-for.ts'
import { partEnded } from './settle.ts'

const kept = z.object({
  seed: z.union([z.enum(['new', 'same']), z.object({ seed: z.union([z.string(), z.number()]) }), z.null()]),
})

/** It has its job already, or needs none any more. */
class NotWaiting extends Error {
  override readonly name = 'NotWaiting'
}

/**
 * Starts the jobs of what waits for one. Which job is whose is written in the transaction that accepts the job: however
 * often this is repeated, and in however many processes, each dataset is made once.
 */
export async function advanceRefresh(services: JobServices, call: Call, team: string, id: string): Promise<void> {
  const { refresh, waiting } = await services.store.readTeam(team, async (db) => ({
    refresh: await db
      .selectFrom('refreshes')
      .select('seed_sealed')
      .where('team_id', '=', team)
      .where('id', '=', id)
      .where('state', '=', 'running')
      .executeTakeFirst(),
    waiting: (await datasetsOf(db, team, [id])).filter(({ state }) => state === 'waiting'),
  }))
  if (!refresh || waiting.length === 0) return
  const { seed } = kept.parse(await services.sealer.openJson(team, seedPlace(id), refresh.seed_sealed))
  for (const part of waiting) {
    call.signal.throwIfAborted()
    try {
      const dataset = await services.store.readTeam(team, (db) => findDataset(db, team, part.dataset_id))
      const by = await remakeFor(services, team, dataset, { seed: seed ?? undefined, evenOutOfCycle: true })
      await remake(services, call, team, dataset, by, (tx, job) => take(tx, part, job))
    } catch (thrown) {
      if (thrown instanceof NotWaiting) continue
      // Room for more jobs comes when others have ended.
      if (thrown instanceof RequestError && thrown.code === 'LIMIT_EXCEEDED' && thrown.details.limit === 'openJobs')
        return
      if (!(thrown instanceof RequestError || thrown instanceof UnderstudyError)) throw thrown
      await giveUp(services, call, part, thrown.code)
    }
  }
}

async function take(tx: TeamTransaction, part: RefreshedRow, job: string): Promise<void> {
  const { team_id: team, refresh_id, dataset_id: dataset } = part
  const now = await partOfDataset(tx, { team, dataset })
  if (now?.refresh_id !== refresh_id || now.state !== 'waiting') throw new NotWaiting('it has its job already')
  await tx
    .updateTable('refresh_datasets')
    .set({ state: 'making', job_id: job })
    .where('team_id', '=', team)
    .where('refresh_id', '=', refresh_id)
    .where('dataset_id', '=', dataset)
    .execute()
}

/** The words of the failure may quote the schema: its code is what is kept. */
async function giveUp(services: JobServices, call: Call, part: RefreshedRow, errorCode: string): Promise<void> {
  const { team_id: team, refresh_id, dataset_id: dataset } = part
  await change(services, call, team, async (tx, note) => {
    const now = await partOfDataset(tx, { team, dataset })
    if (now?.refresh_id !== refresh_id || now.state !== 'waiting') return
    const reason = 'its job could not be started'
    await partEnded(tx, note, now, { state: 'failed', error_code: errorCode, reason }, services.now())
  })
}
