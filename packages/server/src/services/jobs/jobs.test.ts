import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { above } from '../../../test/above.ts'
import { jobServices, people, until } from '../../../test/jobs.ts'
import { callAs, server } from '../../../test/services.ts'
import { engines, testRing, testSealer, testStoreConfig, testTeam } from '../../../test/store.ts'
import { RequestError } from '../../errors/request-error.ts'
import { openStore } from '../../store/open-store.ts'
import { insertDataset } from '../datasets/create-dataset.ts'
import { cancelJob } from './cancel-job.ts'
import { doWork } from './do-work.ts'
import { type JobKind, registerKind } from './job-kind.ts'
import { listJobs } from './list-jobs.ts'
import { pruneJobs } from './prune-jobs.ts'
import { readJob } from './read-job.ts'
import { requeueUnfinished } from './requeue-unfinished.ts'
import { retryJob } from './retry-job.ts'
import { startJob } from './start-job.ts'
import { startWorkers, type Workers } from './start-workers.ts'

const never = new AbortController().signal

describe.each(engines)('jobs on %s', async (engine) => {
  const { testAbove } = above(engine)
  const config = await testStoreConfig(engine, 'jobs')
  const store = await openStore(config, testRing)
  /** What a partition and the finish of a `scripted` job do, by the name in its request. */
  const scripts = new Map<string, Partial<Pick<JobKind<string, string, number>, 'run' | 'finish'>>>()
  const discarded: string[] = []
  const scripted = registerKind<string, string, number>({
    kind: 'scripted',
    request: z.string(),
    input: z.string(),
    part: z.number(),
    accept: async (_call, _team, _job, request) => ({ input: request, partitions: 3 }),
    run: async (run) => scripts.get(run.input)?.run?.(run) ?? run.partition,
    finish: async (run, parts) =>
      scripts.get(run.input)?.finish?.(run, parts) ??
      store.team(run.team, (tx) => run.complete(tx, { audit() {}, event() {} }, { parts: [...parts] })),
    discard: async (_team, job) => void discarded.push(job),
  })
  const services = await jobServices({ store, sealer: await testSealer(store), config, ring: testRing }, [scripted])
  const team = await testTeam(store)
  const dataset = await insertDataset(services, server, team, { name: 'people', description: '' })
  afterAll(async () => {
    await services.queue.close()
    await store.close()
  })

  const generate = (rows: number, schema: unknown = people) =>
    startJob(services, server, {
      team,
      kind: services.kinds.get('generate')!,
      request: { dataset: dataset.id, schema, options: { rows, seed: 7 } },
    })
  const script = (name: string) => startJob(services, server, { team, kind: scripted, request: name })
  const read = (job: string) => readJob(services, server, { team, job })
  const ended = (job: string) =>
    until(async () => {
      const found = await read(job)
      return !['pending', 'running'].includes(found.status) && found
    })
  const versionOf = (job: { result: Record<string, unknown> | null }) => Number(job.result?.version)
  const eventsOf = async (job: string) => {
    const rows = await store.readTeam(team, (db) =>
      db.selectFrom('events').select('type').where('subject', '=', `job:${job}`).orderBy('position').execute(),
    )
    return rows.map(({ type }) => type)
  }

  describe('with workers', () => {
    let workers: Workers[] = []
    beforeAll(async () => {
      workers = await Promise.all([1, 2].map(() => startWorkers(services, { concurrency: 2, pollMs: 50 })))
    })
    afterAll(() => Promise.all(workers.map((worker) => worker.close(AbortSignal.abort()))))

    test('a job of many partitions publishes one version with all rows, and says what it used', async () => {
      const job = await ended((await generate(950)).id)
      expect(job).toMatchObject({
        status: 'completed',
        progress: 1,
        errorMessage: null,
        partitions: { total: 10, completed: 10, running: 0 },
        result: { dataset: dataset.id, rows: 950 },
      })
      expect(job.usage).toMatchObject({ rows: 950 })
      expect(job.usage?.cpuSeconds).toBeGreaterThan(0)
      expect(job.usage?.rowsPerSecond).toBeGreaterThan(0)
      expect(job.usage?.bytesPerSecond).toBeGreaterThan(0)
      expect(job.usage?.memoryBytes).toBeGreaterThan(1e6)
      const { status, rows, bytes } = await store.readTeam(team, (db) =>
        db.selectFrom('versions').selectAll().where('version', '=', versionOf(job)).executeTakeFirstOrThrow(),
      )
      expect({ status, rows }).toEqual({ status: 'ready', rows: 950 })
      expect(job.usage?.bytes).toBe(bytes)
      expect((await eventsOf(job.id)).filter((type) => type !== 'job.progressed')).toEqual([
        'job.created',
        'job.started',
        'job.completed',
      ])
      const told = await store.readTeam(team, (db) =>
        db.selectFrom('audit').select('action').where('subject', '=', `job:${job.id}`).orderBy('position').execute(),
      )
      expect(told.map(({ action }) => action)).toEqual(['job.start', 'job.complete'])
    })

    testAbove('whoever makes the partitions, in whatever order: the same request gives the same rows', async () => {
      const hashes = await Promise.all(
        [1, 2].map(async () => {
          const version = versionOf(await ended((await generate(430)).id))
          const row = await store.readTeam(team, (db) =>
            db.selectFrom('versions').select('content_hash').where('version', '=', version).executeTakeFirstOrThrow(),
          )
          return row.content_hash
        }),
      )
      expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
      expect(hashes[1]).toBe(hashes[0])
    })

    testAbove('what the engine refuses is no job', async () => {
      await expect(generate(5, { entities: [] })).rejects.toThrow()
      expect(
        (await listJobs(services, server, { team, status: 'pending', kind: undefined, before: undefined, limit: 9 }))
          .jobs,
      ).toEqual([])
    })

    testAbove('a job that its request is to blame for fails at once, says why, and can be retried', async () => {
      let runs = 0
      scripts.set('refused', {
        run: async ({ partition }) => {
          if (partition !== 1) return partition
          runs++
          throw new RequestError('CONFLICT', { message: 'this cannot be' })
        },
      })
      const job = await ended((await script('refused')).id)
      expect(job).toMatchObject({ status: 'failed', errorMessage: 'this cannot be', error: { errorCode: 'CONFLICT' } })
      expect(job.log.at(-1)?.text).toBe('CONFLICT')
      expect(runs).toBe(1)
      await until(async () => discarded.includes(job.id))
      scripts.delete('refused')
      const again = await ended((await retryJob(services, server, { team, job: job.id })).id)
      expect(again).toMatchObject({ status: 'completed', attempt: 2, retryOf: job.id, result: { parts: [0, 1, 2] } })
      await expect(retryJob(services, server, { team, job: again.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    })

    testAbove('a fault of the server is tried again, and is not told to whoever asked', async () => {
      let runs = 0
      scripts.set('weak', {
        run: async ({ partition }) => {
          if (partition === 0 && runs++ === 0) throw new Error('secret of the inside')
          return partition
        },
      })
      const job = await ended((await script('weak')).id)
      expect(job).toMatchObject({ status: 'completed', result: { parts: [0, 1, 2] } })
      expect(runs).toBe(2)
      expect(JSON.stringify(job)).not.toContain('secret')
      expect(services.faults.splice(0)).toEqual([new Error('secret of the inside')])
    })

    testAbove('a cancelled job stops where it runs, and publishes nothing', async () => {
      let stopped = 0
      scripts.set('long', {
        run: ({ signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              stopped++
              reject(signal.reason)
            })
          }),
      })
      const { id } = await script('long')
      await until(async () => (await read(id)).partitions.running === 3)
      expect(await cancelJob(services, server, { team, job: id })).toMatchObject({ status: 'cancelled' })
      await until(async () => stopped === 3)
      expect(await cancelJob(services, server, { team, job: id })).toMatchObject({ status: 'cancelled' })
      expect((await eventsOf(id)).filter((type) => type === 'job.cancelled')).toHaveLength(1)
      expect(discarded).toContain(id)
    })

    test('a job whose partitions never reached the queue is found', async () => {
      const lost = { ...services, queue: { ...services.queue, enqueue: async () => {} } }
      const { id } = await startJob(lost, server, { team, kind: scripted, request: 'forgotten' })
      expect((await read(id)).status).toBe('pending')
      await requeueUnfinished(services, never)
      expect(await ended(id)).toMatchObject({ status: 'completed' })
    })
  })

  test('who is thought dead and comes back publishes nothing', async () => {
    let release = () => {}
    let finishes = 0
    let first = true
    scripts.set('undead', {
      finish: async (run, parts) => {
        if (first) {
          first = false
          await new Promise<void>((resolve) => {
            release = resolve
          })
        }
        await store.team(run.team, async (tx) => {
          await run.complete(tx, { audit() {}, event() {} }, { parts: [...parts] })
          finishes++
        })
      },
    })
    const { id } = await script('undead')
    // The queue has forgotten the first: nobody extends what it took.
    const work = { team, job: id, extend: async () => true, done: async () => {}, giveBack: async () => {} }
    for (const partition of [0, 1, 2]) await doWork(services, { ...work, partition }, never)
    const undead = doWork(services, { ...work, partition: 3 }, never)
    await until(async () => !first)
    await doWork(services, { ...work, partition: 3 }, never)
    expect(await read(id)).toMatchObject({ status: 'completed', result: { parts: [0, 1, 2] } })
    release()
    await undead
    expect(finishes).toBe(1)
    expect(await read(id)).toMatchObject({ status: 'completed' })
    // What is left in the queue of it is nothing to do.
    for (let taken = await services.queue.take(); taken; taken = await services.queue.take()) {
      await doWork(services, taken, never)
    }
  })

  test('of two who run the same partition the older one settles nothing', async () => {
    const releases: ((part: number) => void)[] = []
    scripts.set('twice', { run: () => new Promise<number>((resolve) => releases.push(resolve)) })
    const { id } = await script('twice')
    const work = {
      team,
      job: id,
      partition: 0,
      extend: async () => true,
      done: async () => {},
      giveBack: async () => {},
    }
    // No beat comes in between: what refuses the older one is the fence alone.
    const slow = { ...services, beatMs: 60_000 }
    const older = doWork(slow, work, never)
    await until(async () => releases.length === 1)
    const newer = doWork(slow, work, never)
    await until(async () => releases.length === 2)
    releases[0]?.(111)
    await older
    expect((await read(id)).partitions).toEqual({ total: 3, completed: 0, running: 1 })
    releases[1]?.(222)
    await newer
    scripts.delete('twice')
    for (const partition of [1, 2, 3]) await doWork(slow, { ...work, partition }, never)
    expect(await read(id)).toMatchObject({ status: 'completed', result: { parts: [222, 1, 2] } })
  })

  test('a server that closes gives back what it holds, for the next one', async () => {
    let holding = 0
    scripts.set('given-back', {
      run: ({ signal }) =>
        new Promise((_resolve, reject) => {
          holding++
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    })
    const { id } = await script('given-back')
    const leaving = await startWorkers(services, { concurrency: 3, pollMs: 50 })
    await until(async () => holding === 3)
    await leaving.close(AbortSignal.abort())
    expect(await read(id)).toMatchObject({ status: 'running', partitions: { running: 0 } })
    const tries = await store.readTeam(team, (db) =>
      db.selectFrom('job_partitions').select('tries').where('job_id', '=', id).execute(),
    )
    // It was no fault of theirs.
    expect(tries.map((row) => row.tries)).toEqual([0, 0, 0, 0])
    scripts.delete('given-back')
    const next = await startWorkers(services, { concurrency: 1, pollMs: 50 })
    expect(await ended(id)).toMatchObject({ status: 'completed', result: { parts: [0, 1, 2] } })
    await next.close(never)
    expect(services.faults).toEqual([])
  })

  testAbove(
    'what goes wrong again and again is a failed job, whose reason is for whoever runs the server',
    async () => {
      scripts.set('broken', {
        run: async () => {
          throw new Error('secret of the inside')
        },
      })
      const { id } = await script('broken')
      const backs: number[] = []
      const giveBack = async (ms: number) => void backs.push(ms)
      const work = { team, job: id, partition: 0, extend: async () => true, done: async () => {}, giveBack }
      for (let times = 0; times < 3; times++) await doWork({ ...services, mostTries: 3 }, work, never)
      expect(backs).toEqual([1000, 2000])
      const failed = await read(id)
      expect(failed).toMatchObject({ status: 'failed', error: { errorCode: 'JOB_FAILED' } })
      expect(failed.log).toHaveLength(3)
      expect(JSON.stringify(failed)).not.toContain('secret')
      expect(discarded).toContain(id)
      expect(services.faults.splice(0)).toHaveLength(3)
    },
  )

  test('a partition that kills its workers is given up', async () => {
    const { id } = await script('deadly')
    await store.team(team, (tx) =>
      tx.updateTable('job_partitions').set({ tries: 5 }).where('job_id', '=', id).where('partition', '=', 1).execute(),
    )
    const work = {
      team,
      job: id,
      partition: 1,
      extend: async () => true,
      done: async () => {},
      giveBack: async () => {},
    }
    await doWork(services, work, never)
    expect(await read(id)).toMatchObject({ status: 'failed', error: { errorCode: 'JOB_FAILED' } })
  })

  testAbove('jobs that ended long ago are forgotten, with their logs; what is under way is not', async () => {
    const old = await script('old')
    await cancelJob(services, server, { team, job: old.id })
    const again = await retryJob(services, server, { team, job: old.id })
    await pruneJobs(services, new Date(Date.now() + 60_000), never)
    await expect(read(old.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await read(again.id)).toMatchObject({ status: 'pending', attempt: 2, retryOf: null })
    const left = await store.readTeam(team, (db) =>
      db.selectFrom('job_partitions').select('job_id').where('job_id', '=', old.id).execute(),
    )
    expect(left).toEqual([])
    await cancelJob(services, server, { team, job: again.id })
  })

  testAbove('a job of another team is not there', async () => {
    const other = await testTeam(store)
    const { id } = await script('mine')
    const key = callAs({
      kind: 'key',
      id: 'k',
      name: 'k',
      team: other,
      scopes: new Set(['jobs.read', 'jobs.cancel', 'jobs.start']),
    })
    await expect(readJob(services, key, { team: other, job: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(cancelJob(services, key, { team: other, job: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(retryJob(services, key, { team: other, job: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(readJob(services, key, { team, job: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await cancelJob(services, server, { team, job: id })
  })
})
