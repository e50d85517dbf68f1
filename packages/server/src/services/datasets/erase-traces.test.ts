import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { testServices } from '../../../test/datasets.ts'
import { gate } from '../../../test/gate.ts'
import { server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { createDataset } from './create-dataset.ts'
import { eraseDataset } from './erase-dataset.ts'
import { tidyDatasets } from './tidy-datasets.ts'
import { beginVersion } from './write/begin-version.ts'

describe.each(engines)('an erased dataset on %s', async (engine) => {
  const { services, config, team: newTeam } = await testServices(engine, 'traces')

  /** Everything that the store keeps of datasets, as it lies on the disk. */
  async function disk(): Promise<Buffer> {
    if (config.engine === 'sqlite') {
      const files = (await readdir(config.folder, { recursive: true, withFileTypes: true })).filter((one) =>
        one.isFile(),
      )
      return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))))
    }
    const owner = new pg.Client({ connectionString: config.url })
    await owner.connect()
    try {
      await owner.query('checkpoint')
      const { rows } = await owner.query<{ bytes: Buffer }>(
        "select pg_read_binary_file(pg_relation_filepath('understudy.datasets')) as bytes",
      )
      return rows[0]?.bytes ?? Buffer.alloc(0)
    } finally {
      await owner.end()
    }
  }
  const created = async (team: string) => {
    const { id } = await createDataset(services, server, team, { name: 'gone', description: '' })
    const row = await services.store.readTeam(team, (db) =>
      db.selectFrom('datasets').select('key_sealed').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    return { id, key: Buffer.from(row.key_sealed!) }
  }

  test('leaves no key of its own in the files of the store', async () => {
    const team = await newTeam()
    const { key } = await created(team)
    expect((await disk()).includes(key)).toBe(true)
    await eraseDataset(services, server, team, 'gone')
    expect((await disk()).includes(key)).toBe(false)
  })

  test('is erased while somebody reads, and what that keeps goes when datasets are tidied', async () => {
    const team = await newTeam()
    const { key } = await created(team)
    const [begun, end] = [gate(), gate()]
    const reading = services.store.readTeam(team, async (db) => {
      await db.selectFrom('datasets').select('id').execute()
      begun.open()
      await end.opened
    })
    await begun.opened
    await eraseDataset(services, server, team, 'gone')
    end.open()
    await reading
    await tidyDatasets(services, new AbortController().signal)
    expect((await disk()).includes(key)).toBe(false)
  })

  test('takes the jobs that made its versions along: what they were to do is its schema', async () => {
    const team = await newTeam()
    const { id: dataset } = await created(team)
    await services.store.team(team, async (tx) => {
      const none = { result: null, error_sealed: null, usage: null, started_at: null, finished_at: null } as const
      const job = { ...none, team_id: team, kind: 'generate', progress: 0, cancel_requested: 0, attempt: 1 } as const
      const rest = { input_sealed: new Uint8Array(), created_at: '', created_by: 'system' }
      const values = (id: string, retry_of: string | null) => ({ ...job, ...rest, id, retry_of })
      await tx
        .insertInto('jobs')
        .values([
          { ...values('made-it', null), status: 'completed' },
          { ...values('stays', 'made-it'), status: 'running' },
        ])
        .execute()
    })
    await beginVersion(services, server, { team, dataset, origin: { kind: 'generate', job: 'made-it' } })
    await eraseDataset(services, server, team, 'gone')
    const jobs = await services.store.readTeam(team, (db) => db.selectFrom('jobs').select(['id', 'retry_of']).execute())
    expect(jobs).toEqual([{ id: 'stays', retry_of: null }])
  })
})
