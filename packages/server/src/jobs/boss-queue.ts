import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Line } from '../store/line.ts'
import { type QueueLogin, queueSchema } from '../store/postgres/queue-login.ts'
import type { JobQueue } from './job-queue.ts'

const queueName = 'partitions'
/** How many it still was: none where another has it by now. */
const command = z.object({ affected: z.number() })
const payload = z.object({ team: z.string(), job: z.string(), partition: z.number().int() })

interface BossOptions {
  /** As whom and where: `queueLogin` of the store. */
  readonly login: QueueLogin
  /** Told of what goes wrong in the background: it tries again by itself. */
  readonly onError: (error: Error) => void
  /** So long a worker that says nothing is waited for. pg-boss takes no less than 10. */
  readonly leaseSeconds?: number
  /** By which workers of other processes hear at once that there is something to take. */
  readonly line?: Pick<Line, 'say' | 'onSaid'> | undefined
}

/** pg-boss over Postgres: for several machines. */
export async function bossQueue({ login, onError, leaseSeconds = 30, line }: BossOptions): Promise<JobQueue> {
  const { PgBoss } = await import('pg-boss')
  const boss = new PgBoss({
    ...login,
    schema: queueSchema,
    createSchema: false,
    application_name: 'understudy queue',
    max: 3,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  })
  boss.on('error', onError)
  await boss.start()
  await createQueue()
  const listeners: (() => void)[] = []
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const unhear = line?.onSaid('queue', tell)

  /** Servers that start at the same moment make it at the same moment. */
  async function createQueue(): Promise<void> {
    for (let left = 5; ; left--) {
      try {
        await boss.createQueue(queueName, {
          // One at most that waits or runs, of each partition.
          policy: 'exclusive',
          retryLimit: 1_000_000,
          retryDelay: 1,
          retryBackoff: true,
          retryDelayMax: 30,
          expireInSeconds: 23 * 3600,
          heartbeatSeconds: leaseSeconds,
          deleteAfterSeconds: 3600,
        })
        // One that was there already keeps the lease that it was made with.
        await boss.updateQueue(queueName, { heartbeatSeconds: leaseSeconds })
        return
      } catch (thrown) {
        if (left === 0) throw thrown
        await pause(200)
      }
    }
  }

  const rowOf = ({ team, job, partition }: z.output<typeof payload>) => ({
    data: { team, job, partition },
    singletonKey: `${team}/${job}/${partition}`,
  })
  const tellAll = () => {
    tell()
    line?.say('queue', '')
  }

  return {
    kind: 'pg-boss',
    async enqueue(team, job, partitions) {
      const jobs = partitions.map((partition) => rowOf({ team, job, partition }))
      for (let at = 0; at < jobs.length; at += 500) await boss.insert(queueName, jobs.slice(at, at + 500))
      tellAll()
    },
    async take() {
      const [found] = await boss.fetch<unknown>(queueName, { batchSize: 1, includeMetadata: true })
      if (!found) return undefined
      // Which taking of it: one that was given to another since is not touched any more.
      const attempt = { id: found.id, retryCount: found.retryCount }
      const work = payload.parse(found.data)
      return {
        ...work,
        extend: async () => command.parse(await boss.touch(queueName, attempt)).affected > 0,
        done: async () => void (await boss.complete(queueName, attempt)),
        // As a new one: what fails is kept back by pg-boss for a second at the least. Dying between both leaves it to
        // the sweep that enqueues what is unfinished.
        async giveBack(delayMs) {
          const { affected } = command.parse(await boss.complete(queueName, attempt))
          if (affected === 0) return
          await boss.insert(queueName, [{ ...rowOf(work), startAfter: delayMs / 1000 }])
          if (delayMs === 0) tellAll()
        },
      }
    },
    async count() {
      const [stats] = await boss.getQueueStats(queueName)
      return { waiting: stats?.queuedCount ?? 0, taken: stats?.activeCount ?? 0 }
    },
    onReady: (listener) => void listeners.push(listener),
    async close() {
      unhear?.()
      listeners.length = 0
      await boss.stop({ graceful: true, timeout: 5000 })
    },
  }
}
