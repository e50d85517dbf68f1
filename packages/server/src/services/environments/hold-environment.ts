import { RequestError } from '../../errors/request-error.ts'
import type { Services } from '../call.ts'
import type { EnvironmentRow } from './environment.ts'

interface Holder {
  readonly team: string
  readonly job: string
}

/** One job at a time replaces what is in an environment. A CONFLICT where another one is at work, or has left something. */
export async function holdEnvironment(
  { store, now }: Pick<Services, 'store' | 'now'>,
  id: string,
  { team, job }: Holder,
): Promise<void> {
  await store.system(async (tx) => {
    const row = await tx.selectFrom('environments').selectAll().where('id', '=', id).executeTakeFirst()
    if (row && (row.clone_job === null || row.clone_job === job)) {
      const before = row.before_clone ?? (row.status === 'cloning' ? 'inactive' : row.status)
      await tx
        .updateTable('environments')
        .set({
          status: 'cloning',
          clone_team: team,
          clone_job: job,
          before_clone: before,
          updated_at: now().toISOString(),
        })
        .where('id', '=', id)
        .execute()
      return
    }
    throw atWork(row)
  })
}

function atWork(row: EnvironmentRow | undefined): RequestError {
  return new RequestError('CONFLICT', {
    message: `a job is at work on ${row?.name ?? 'the environment'}, or has left something there`,
    hint: 'Wait for it, go on with it, or cancel it.',
    details: { job: row?.clone_job ?? null },
  })
}

/** A job gives what it holds to the one that goes on with it. False where it does not hold it. */
export async function passEnvironment(
  { store }: Pick<Services, 'store'>,
  id: string,
  from: Holder,
  to: Holder,
): Promise<boolean> {
  return store.system(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('environments')
      .set({ status: 'cloning', clone_team: to.team, clone_job: to.job })
      .where('id', '=', id)
      .where('clone_job', '=', from.job)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  })
}

/**
 * The job is over. Undefined: as it was before. error: it has left something that is to be gone on with or taken away, and
 * nothing else begins. Safe to repeat.
 */
export async function releaseEnvironment(
  { store, now }: Pick<Services, 'store' | 'now'>,
  id: string,
  job: string,
  status?: 'active' | 'error',
): Promise<void> {
  await store.system(async (tx) => {
    const row = await tx
      .selectFrom('environments')
      .selectAll()
      .where('id', '=', id)
      .where('clone_job', '=', job)
      .executeTakeFirst()
    if (!row) return
    const over = { clone_team: null, clone_job: null, before_clone: null }
    await tx
      .updateTable('environments')
      .set({
        status: status ?? row.before_clone ?? 'inactive',
        ...(status === 'error' ? {} : over),
        updated_at: now().toISOString(),
      })
      .where('id', '=', id)
      .execute()
  })
}
