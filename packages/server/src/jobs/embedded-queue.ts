import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Lock, Store } from '../store/store.ts'
import type { JobQueue, TakenWork } from './job-queue.ts'

interface EmbeddedOptions {
  readonly store: Store
  readonly now: () => Date
  /** So long a worker that says nothing is waited for, where it may be alive. */
  readonly leaseMs?: number
}

/** Over a table of the system: for one machine, with as many processes as one likes. */
export function embeddedQueue({ store, now, leaseMs = 30_000 }: EmbeddedOptions): JobQueue {
  const listeners: (() => void)[] = []
  let place: Promise<Place> | undefined
  const placeOfThis = () => {
    place ??= takePlace(store).catch((thrown: unknown) => {
      place = undefined
      throw thrown
    })
    return place
  }
  const later = (ms: number) => new Date(now().getTime() + ms).toISOString()

  function takenOf(team: string, job: string, partition: number, worker: string): TakenWork {
    /** Who has taken it since has another token. */
    const mine = { team_id: team, job_id: job, partition, worker }
    return {
      team,
      job,
      partition,
      async extend() {
        const { numUpdatedRows } = await store.system((tx) =>
          tx
            .updateTable('queue')
            .set({ lease_until: later(leaseMs) })
            .where((is) => is.and(mine))
            .executeTakeFirst(),
        )
        return numUpdatedRows > 0n
      },
      async done() {
        await store.system((tx) =>
          tx
            .deleteFrom('queue')
            .where((is) => is.and(mine))
            .execute(),
        )
      },
      async giveBack(delayMs) {
        await store.system((tx) =>
          tx
            .updateTable('queue')
            .set({ worker: null, lease_until: null, ready_at: later(delayMs) })
            .where((is) => is.and(mine))
            .execute(),
        )
      },
    }
  }

  return {
    kind: 'embedded',
    async enqueue(team, job, partitions) {
      const ready_at = now().toISOString()
      await store.system(async (tx) => {
        for (const partition of partitions) {
          await tx
            .insertInto('queue')
            .values({
              team_id: team,
              job_id: job,
              partition,
              ready_at,
              attempts: 0,
              fence: 0,
              worker: null,
              lease_until: null,
            })
            .onConflict((is) => is.columns(['team_id', 'job_id', 'partition']).doNothing())
            .execute()
        }
      })
      for (const listener of listeners) listener()
    },
    async take() {
      const { number } = await placeOfThis()
      const at = now().toISOString()
      // Looked at without a lock first: most of the time there is nothing.
      if (!(await store.readSystem((db) => firstReady(db, at)))) return undefined
      const worker = `${number}:${randomUUID()}`
      const row = await store.system(async (tx) => {
        const found = await firstReady(tx, at)
        if (!found) return undefined
        await tx
          .updateTable('queue')
          .set({
            worker,
            lease_until: later(leaseMs),
            attempts: sql`attempts + 1`,
            fence: sql`fence + 1`,
          })
          .where((is) => is.and(found))
          .execute()
        return found
      })
      return row && takenOf(row.team_id, row.job_id, row.partition, worker)
    },
    async count() {
      const at = now().toISOString()
      const { all, taken } = await store.readSystem((db) =>
        db
          .selectFrom('queue')
          .select(({ fn }) => fn.countAll<number>().as('all'))
          .select(({ fn }) => fn.countAll<number>().filterWhere('lease_until', '>', at).as('taken'))
          .executeTakeFirstOrThrow(),
      )
      return { waiting: all - taken, taken }
    },
    onReady: (listener) => void listeners.push(listener),
    async close() {
      listeners.length = 0
      await (await place)?.lock?.[Symbol.asyncDispose]()
    },
  }
}

/** Which of the processes that take from the queue this one is: the system frees it when the process ends, however that comes. */
interface Place {
  readonly number: number
  /** Undefined where there are more of them than places: then leases alone tell who is dead. */
  readonly lock: Lock | undefined
}

const places = 64

/** What whoever had the place before had taken is ready at once: a lease is for those who may still be alive. */
async function takePlace(store: Store): Promise<Place> {
  for (let number = 0; number < places; number++) {
    const lock = await store.tryLock(`worker-${number}`)
    if (lock === undefined) continue
    await store.system((tx) =>
      tx.updateTable('queue').set({ worker: null, lease_until: null }).where('worker', 'like', `${number}:%`).execute(),
    )
    return { number, lock }
  }
  return { number: places, lock: undefined }
}

/** Of the team that has least in work: a large job of one keeps no other waiting. */
function firstReady(db: Parameters<Parameters<Store['readSystem']>[0]>[0], at: string) {
  return db
    .selectFrom('queue')
    .select(['team_id', 'job_id', 'partition'])
    .where('ready_at', '<=', at)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', at)]))
    .orderBy((is) =>
      is
        .selectFrom('queue as taken')
        .select((of) => of.fn.countAll().as('count'))
        .whereRef('taken.team_id', '=', 'queue.team_id')
        .where('taken.lease_until', '>', at),
    )
    .orderBy('ready_at')
    .orderBy('job_id')
    .orderBy('partition')
    .limit(1)
    .executeTakeFirst()
}
