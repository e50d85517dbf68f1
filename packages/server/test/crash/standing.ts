import type { Store } from '../../src/store/store.ts'
import type { Acknowledged } from './acknowledged.ts'
import { ask, asked, requireWhole, type Target } from './load.ts'

/** What a server that has come back knows, by what it answers and by the rows of its store. */
export class Standing {
  readonly #store: Store
  readonly #acknowledged: Acknowledged
  /** Versions and keys that were looked at after a restart already. */
  readonly #read = new Set<number>()
  readonly #tried = new Set<string>()

  constructor(store: Store, acknowledged: Acknowledged) {
    this.#store = store
    this.#acknowledged = acknowledged
  }

  /** All of it; throws at the first thing that is not as it was said to be. */
  async verify(target: Target): Promise<void> {
    await this.#versions(target)
    await this.#jobs(target)
    await this.#leases(target)
    await this.#keys(target)
    await this.#trails(target)
  }

  /** Each acknowledged upload is there; each version that is there is whole, whether or not it was acknowledged. */
  async #versions(target: Target): Promise<void> {
    const { uploads } = this.#acknowledged
    const { versions, chunks, published, events } = await this.#store.readTeam(target.team, async (db) => ({
      published: await db.selectFrom('datasets').select(['id', 'name', 'published_version']).execute(),
      versions: await db.selectFrom('versions').selectAll().execute(),
      chunks: await db.selectFrom('chunks').select(['dataset_id', 'version', 'rows']).execute(),
      events: await db.selectFrom('events').select(['type', 'position']).orderBy('position').execute(),
    }))
    const dataset = published.find(({ name }) => name === 'uploads')
    const ready = versions.filter(({ status }) => status === 'ready')
    for (const { dataset_id, version, rows } of ready) {
      const held = chunks.filter((chunk) => chunk.dataset_id === dataset_id && chunk.version === version)
      const sum = held.reduce((all, chunk) => all + Number(chunk.rows), 0)
      require(sum === Number(rows), `version ${version} says ${rows} rows, and its chunks have ${sum}`)
    }
    const own = new Map(ready.filter(({ dataset_id }) => dataset_id === dataset?.id).map((row) => [row.version, row]))
    for (const [version, { contentHash, rows }] of uploads) {
      const row = own.get(version)
      require(row !== undefined, `version ${version} was acknowledged, and is not there`)
      require(row?.content_hash === contentHash && Number(row.rows) === rows, `version ${version} is another`)
    }
    const newest = Math.max(...own.keys())
    require(dataset?.published_version === newest, `${dataset?.published_version} is read, and the newest is ${newest}`)
    for (const version of own.keys()) {
      if (this.#read.has(version)) continue
      const rows = await asked(target, 'GET', `/datasets/uploads/export?format=ndjson&version=${version}`, 200)
      requireWhole(rows)
      const tag = uploads.get(version)?.tag
      require(tag === undefined || rows[0].tag === tag, `version ${version} has the rows of another upload`)
      this.#read.add(version)
    }
    const told = events.filter(({ type }) => type === 'dataset.published').length
    require(told === ready.length, `${told} events tell of ${ready.length} versions`)
    events.forEach(({ position }, index) => {
      require(Number(position) === index + 1, `the event ${index + 1} is ${position}`)
    })
  }

  async #jobs(target: Target): Promise<void> {
    const { jobs } = this.#acknowledged
    const known = await this.#store.readTeam(target.team, (db) =>
      db.selectFrom('jobs').select(['id', 'status', 'result']).execute(),
    )
    const byId = new Map(known.map((row) => [row.id, row]))
    for (const id of jobs.keys()) {
      const status = byId.get(id)?.status
      require(status !== undefined, `job ${id} was accepted, and is not there`)
      require(status !== 'failed' && status !== 'cancelled', `job ${id} is ${status}`)
    }
  }

  /** True once every job that was accepted is done, with as many rows as were asked for. */
  async jobsAreDone(target: Target): Promise<boolean> {
    const rows = await this.#store.readTeam(target.team, (db) =>
      db.selectFrom('jobs').select(['id', 'status', 'result']).execute(),
    )
    if (rows.some(({ status }) => status === 'pending' || status === 'running')) return false
    for (const [id, wanted] of this.#acknowledged.jobs) {
      const result = JSON.parse(rows.find((row) => row.id === id)?.result ?? '{}')
      require(result.rows === wanted, `job ${id} made ${result.rows} rows of ${wanted}`)
    }
    return true
  }

  async #leases(target: Target): Promise<void> {
    const { leases, released, unanswered } = this.#acknowledged
    const rows = await this.#store.readTeam(target.team, async (db) => ({
      leases: await db.selectFrom('leases').select(['id', 'released_at']).execute(),
      held: await db.selectFrom('leased_rows').select(['lease_id', 'row']).execute(),
    }))
    const byId = new Map(rows.leases.map((row) => [row.id, row]))
    const held = new Map<string, number[]>()
    for (const { lease_id, row } of rows.held) held.set(lease_id, [...(held.get(lease_id) ?? []), Number(row)])
    for (const [id, ids] of leases) {
      if (unanswered.released.has(id) && byId.get(id)?.released_at !== null) continue
      require(byId.get(id)?.released_at === null, `lease ${id} was given, and does not last`)
      const own = held.get(id) ?? []
      require(own.toSorted(ascending).join() === ids.toSorted(ascending).join(), `lease ${id} holds other rows`)
    }
    for (const id of released) require(byId.get(id)?.released_at !== null, `lease ${id} was given back, and lasts`)
    const all = rows.held.map(({ row }) => Number(row))
    require(new Set(all).size === all.length, 'a row is held twice')
  }

  async #keys({ url, team }: Target): Promise<void> {
    const { keys, revoked, unanswered } = this.#acknowledged
    const path = `/teams/${team}/datasets`
    const kept = [...keys].filter(([id]) => !unanswered.revoked.has(id)).map(([, key]) => ({ key, status: 200 }))
    const gone = [...revoked.values()].map((key) => ({ key, status: 401 }))
    for (const { key, status } of [...kept, ...gone]) {
      if (this.#tried.has(key)) continue
      await ask({ url: `${url}/api`, key }, 'GET', path, status)
      this.#tried.add(key)
    }
  }

  async #trails({ url, team, admin }: Target): Promise<void> {
    const found = await ask({ url: `${url}/api`, key: admin }, 'GET', `/audit/verify?team=${team}`, 200)
    require(found.intact === true, `the trail is broken: ${JSON.stringify(found.firstBroken)}`)
  }
}

function ascending(a: number, b: number): number {
  return a - b
}

function require(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}
