import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import type { Admin } from '../../src/admin/open-admin.ts'
import type { Store } from '../../src/store/store.ts'
import { until } from '../jobs.ts'
import { personsOf } from '../persons.ts'
import { original, shopPolicy } from '../shop.ts'
import { ask } from './load.ts'

type Answered = ReturnType<typeof JSON.parse>

/** What is begun, killed in the middle of, and looked at when it has ended. */
export interface Operation {
  readonly name: string
  /** Begins it on the server at this address; what ends it once it is there again. */
  begin(url: string): Promise<() => Promise<void>>
  /** At any moment: what can be seen of it is the old state or the new one. Throws where it is neither. */
  look(): Promise<void>
}

export interface Place {
  readonly admin: Admin
  readonly engine: Store['engine']
  readonly team: string
  /** Databases of a live environment and of its copy. */
  readonly live: string
  readonly copy: string
  readonly rows: number
  /** Of connectors that write files. */
  readonly folder: string
}

const people = {
  entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: 'email' } }],
}
const peopleRules = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: [{ type: 'rowCount', id: 'enough', entity: 'people', min: 10 }],
}
const datasets = ['one', 'two'] as const

/** Everything that operations are about, made on a server that runs; then the operations themselves. */
export async function prepareOperations(place: Place, url: string): Promise<Operation[]> {
  const as = asker(place)
  const asMember = await as.member(url)
  for (const [index, dataset] of datasets.entries()) {
    const asked = { dataset, schema: people, rows: 600, seed: index }
    const { id } = await asMember('POST', `/teams/${place.team}/generate`, 202, asked)
    await jobEnded(place, id)
    const gate = { refuse: 'failed', strict: false, minScore: null }
    const rules = `/teams/${place.team}/datasets/${dataset}/quality/rules`
    await asMember('PUT', rules, 200, { rules: peopleRules, gate })
  }
  const asBoss = await as.boss(url)
  for (const [name, type, databaseUrl] of [
    ['live', 'production', place.live],
    ['copy', 'test', place.copy],
  ] as const) {
    const { id } = await asBoss('POST', '/environments', 201, { name, type, databaseUrl })
    await asBoss('PUT', `/environments/${id}/grants/${place.team}`, 200, { level: 'admin' })
  }
  const policy = { name: 'shop', policy: shopPolicy(place.engine) }
  await asMember('POST', `/anonymization/policies?team=${place.team}`, 201, policy)
  const settings = { folder: 'out' }
  const connector = { name: 'out', kind: 'files', use: 'export', settings }
  await asMember('POST', `/teams/${place.team}/connectors`, 201, connector)
  return [refresh(place), clone(place), exported(place)]
}

/** Both datasets by one refresh: their versions change together, whatever dies. */
function refresh(place: Place): Operation {
  const { store } = place.admin.services
  let done = 1
  const seen = () =>
    store.readTeam(place.team, async (db) => ({
      /** By one statement: of each dataset what is read, the last version that may be, and how many those are. */
      read: await db
        .selectFrom('datasets')
        .innerJoin('versions', 'versions.dataset_id', 'datasets.id')
        .where('datasets.name', 'in', datasets)
        .where('versions.status', '=', 'ready')
        .groupBy(['datasets.name', 'datasets.published_version'])
        .select((of) => [
          'datasets.published_version as published',
          of.fn.max('versions.version').as('last'),
          of.fn.countAll<number | string | bigint>().as('versions'),
        ])
        .execute(),
      refreshes: await db.selectFrom('refreshes').select(['id', 'state']).orderBy('id').execute(),
      told: await db.selectFrom('events').select('subject').where('type', '=', 'refresh.published').execute(),
    }))
  return {
    name: 'refresh',
    async begin(url) {
      const asMember = await asker(place).member(url)
      const asked = { datasets, together: true, seed: 'new' }
      const { refresh: id } = await asMember('POST', `/teams/${place.team}/refresh`, 202, asked)
      return async () => {
        const ended = await until(async () => {
          const found = (await seen()).refreshes.find((row) => row.id === id)
          require(found !== undefined, `refresh ${id} was accepted, and is not there`)
          return found?.state !== 'running' && found
        })
        require(ended?.state === 'published', `refresh ${id} is ${ended?.state}`)
        done += 1
        const { read, told } = await seen()
        require(read.every(
          ({ versions }) => Number(versions) === done,
        ), `${read.map(({ versions }) => versions)} versions are there after ${done - 1} refreshes`)
        const times = told.filter(({ subject }) => subject === `refresh:${id}`).length
        require(times === 1, `refresh ${id} was published ${times} times`)
      }
    },
    async look() {
      const [one, two] = (await seen()).read
      require(one !== undefined &&
        two !== undefined &&
        one.versions === two.versions, 'a refresh was published by half')
      for (const dataset of [one, two])
        require(Number(dataset.published) ===
          Number(dataset.last), `version ${dataset.published} is read, and ${dataset.last} is there`)
    },
  }
}

/** Of production into a copy, which is the old one or the new one, and never has a name of production. */
function clone(place: Place): Operation {
  const { store } = place.admin.services
  let isThere = false
  const request = { source: 'live', target: 'copy', policy: 'shop', waive: ['source-can-write'] }
  const endedAs = (id: string) =>
    until(async () => {
      const row = await store.readTeam(place.team, (db) =>
        db.selectFrom('jobs').select('status').where('id', '=', id).executeTakeFirst(),
      )
      require(row !== undefined, `clone ${id} was accepted, and is not there`)
      return row?.status !== 'pending' && row?.status !== 'running' && row?.status
    })
  return {
    name: 'clone',
    async begin(url) {
      const asMember = await asker(place).member(url)
      const path = `/clone?team=${place.team}`
      const { id: dry } = await asMember('POST', path, 202, { ...request, dryRun: true })
      require((await endedAs(dry)) === 'completed', 'a plan was not made')
      const { planHash } = await asMember('GET', `/clone/${dry}`, 200)
      const { id } = await asMember('POST', path, 202, { ...request, confirm: { name: 'copy', plan: planHash } })
      return async () => {
        const status = await endedAs(id)
        require(status === 'completed', `clone ${id} is ${status}`)
        isThere = true
        const { told, open } = await store.readTeam(place.team, async (db) => ({
          told: await db
            .selectFrom('events')
            .select('data')
            .where('type', '=', 'clone.promoted')
            .where('subject', '=', `clone:${id}`)
            .execute(),
          open: await db.selectFrom('clone_ledger').select('clone').where('clone', '=', id).execute(),
        }))
        require(told.length === 1, `clone ${id} was promoted ${told.length} times`)
        require(open.length === 0, `clone ${id} has left ${open.length} lines of its ledger`)
      }
    },
    async look() {
      const isFile = place.engine === 'sqlite'
      if (!isThere && isFile && !existsSync(place.copy.replace('sqlite:', ''))) return
      await using database = await connect(place.copy, { create: false, maxConnections: 1 })
      const tables = isFile
        ? "select name from sqlite_master where type = 'table' and name = 'customers'"
        : "select 1 from pg_tables where schemaname = 'public' and tablename = 'customers'"
      const found = await database.query(tables)
      require(!isThere || found.length === 1, 'a copy that was there is gone')
      if (found.length === 0) return
      const [row] = await database.query<{ count: number; real: number }>(
        `select count(*) as count, coalesce(sum(case when email like '%real.example' then 1 else 0 end), 0) as real
          from customers`,
      )
      require(Number(row?.count) === place.rows, `a copy has ${row?.count} customers`)
      require(Number(row?.real) === 0, `a copy has ${row?.real} addresses of production, such as ${original}`)
    },
  }
}

/** A version as files: all of them appear by one rename, with a manifest that is whole. */
function exported(place: Place): Operation {
  const { store } = place.admin.services
  const out = join(place.folder, place.team, 'out')
  let count = 0
  return {
    name: 'export',
    async begin(url) {
      const asMember = await asker(place).member(url)
      const to = `export-${count++}`
      const asked = { dataset: 'one', format: 'ndjson', to }
      const { id } = await asMember('POST', `/teams/${place.team}/connectors/out/export`, 202, asked)
      return async () => {
        await jobEnded(place, id)
        const { job, transfer } = await store.readTeam(place.team, async (db) => ({
          job: await db.selectFrom('jobs').select('status').where('id', '=', id).executeTakeFirst(),
          transfer: await db.selectFrom('transfers').select(['state', 'rows']).where('job_id', '=', id).execute(),
        }))
        require(job?.status === 'completed', `export ${id} is ${job?.status}`)
        require(transfer.length === 1 &&
          transfer[0]?.state === 'completed' &&
          Number(transfer[0].rows) === 600, `export ${id} is ${JSON.stringify(transfer)}`)
        require(existsSync(join(out, to, 'manifest.json')), `export ${id} has left no manifest`)
        const names = (await readdir(out)).filter((name) => !/^export-\d+$/.test(name))
        require(names.length === 0, `an export has left ${names.join(', ')}`)
      }
    },
    async look() {
      if (!existsSync(out)) return
      for (const name of await readdir(out)) {
        if (!/^export-\d+$/.test(name)) continue
        const files = await readdir(join(out, name))
        require(files.includes('manifest.json'), `${name} is there without its manifest`)
        const lines = await Promise.all(
          files.filter((file) => file.endsWith('.ndjson')).map((file) => readFile(join(out, name, file), 'utf8')),
        )
        const rows = lines.join('').split('\n').filter(Boolean).length
        require(rows === 600, `${name} has ${rows} rows`)
      }
    },
  }
}

/** Tokens of people are good for minutes: whoever asks is somebody new each time. */
function asker({ admin: { services }, team }: Pick<Place, 'admin' | 'team'>) {
  const by =
    (url: string, key: string) =>
    (method: string, path: string, status: number, json?: unknown): Promise<Answered> =>
      ask({ url: `${url}/api`, key }, method, path, status, json === undefined ? {} : { json })
  return {
    member: async (url: string) => by(url, (await personsOf(services).person({ [team]: 'admin' })).token),
    boss: async (url: string) => by(url, (await personsOf(services).person({}, { isSystemAdmin: true })).token),
  }
}

async function jobEnded({ admin, team }: Pick<Place, 'admin' | 'team'>, id: string): Promise<void> {
  await until(async () => {
    const row = await admin.services.store.readTeam(team, (db) =>
      db.selectFrom('jobs').select('status').where('id', '=', id).executeTakeFirst(),
    )
    require(row !== undefined, `job ${id} was accepted, and is not there`)
    return row?.status !== 'pending' && row?.status !== 'running'
  })
}

function require(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}
