import { scopes } from '../../src/auth/permissions.ts'
import { createUsageMeter } from '../../src/jobs/usage-meter.ts'
import { startWorkers } from '../../src/services/jobs/start-workers.ts'
import { people } from '../app.ts'
import { fileConnector } from '../connectors.ts'
import { shopEnvironments } from '../environments.ts'
import { testPace, until } from '../jobs.ts'
import { rows, unique } from '../requests.ts'
import type { testServer } from '../server.ts'
import { fillShop, shopPolicy } from '../shop.ts'

type Server = Awaited<ReturnType<typeof testServer>>

/** A team with one of everything: what paths name, and who may ask. */
export interface World {
  readonly team: string
  /** Another team that the same person administers. */
  readonly receiver: string
  /** What stands for a part of a path. */
  readonly things: Readonly<Record<string, readonly string[]>>
  /** Bearer tokens: of who administers the team, of who administers the system, and of all, a key and nobody among them. */
  readonly admin: string
  readonly boss: string
  readonly callers: readonly (string | undefined)[]
}

const recurrence = { frequency: 'monthly', dayOfMonth: 31, timeOfDay: '02:30', timezone: 'Europe/Berlin' }
const suites = {
  kind: 'test-suites',
  version: 1,
  suites: [
    {
      name: 'shop',
      probes: [{ kind: 'sql', name: 'it answers', query: 'select 1 as n', expect: { first: { n: 1 } } }],
    },
  ],
}
const rules = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: [{ id: 'ids', entity: 'rows', type: 'notNull', column: 'id' }],
  formatRules: [{ id: 'small', entity: 'rows', type: 'range', column: 'id', max: 50 }],
}

export async function makeWorld(server: Server, { withChecks = false } = {}): Promise<World> {
  const { ask, person, services } = server
  const slug = `fuzz-${unique()}`
  const team = await server.team(slug)
  const receiver = `to-${unique()}`
  const admin = await person({ [team]: 'admin', [await server.team(receiver)]: 'admin' })
  const boss = await person({}, { isSystemAdmin: true })
  const reader = await person({ [team]: 'read' })
  const member = await person({ [team]: 'write' })
  const key = await server.key(team, scopes)
  const at = `/teams/${slug}`
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, { token: admin.token, body })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const post = (path: string, body?: unknown) => send('POST', path, body)
  await post(`${at}/datasets`, { name: 'users' })
  for (const body of [rows, '{"id":1,"name":"ä"}\n{"id":12345678901234567890,"name":null}\n', rows]) {
    const headers = { authorization: `Bearer ${admin.token}` }
    const path = `/api${at}/datasets/users/versions?primaryKey=id`
    const uploaded = await server.app.request(path, { method: 'POST', headers, body })
    if (uploaded.status !== 201) throw new Error(await uploaded.text())
  }
  const lease = await post(`${at}/datasets/users/lease`, { holder: 'fuzz', rows: 2 })
  const job = await post(`${at}/generate`, { dataset: 'made', schema: people, rows: 3 })
  const cancelled = await post(`${at}/generate`, { dataset: 'made', schema: people, rows: 3 })
  await post(`${at}/jobs/${cancelled.id}/cancel`)
  const schedule = await post(`${at}/schedules`, { name: 'weekly', recurrence, datasets: ['users'] })
  const asked = await post(`${at}/schedules/${schedule.id}/run`)
  const webhook = await post(`${at}/webhooks`, { url: 'http://127.0.0.1:9/', types: [] })
  await post(`${at}/webhooks/${webhook.id}/test`)
  const { deliveries } = await send('GET', `${at}/webhooks/${webhook.id}/deliveries`)
  const made = await post('/keys', { team: slug, name: 'fuzz', scopes: ['team.read'] })
  const shop = await shopEnvironments(server, 'sqlite', { team, rows: 3 })
  await fillShop(shop.copy.url, 1)
  await shop.asBoss('PUT', `/environments/${shop.copy.id}`, { suites })
  const policy = await post(`/anonymization/policies?team=${slug}`, { name: 'shop', policy: shopPolicy('sqlite') })
  const spare = await post(`/anonymization/policies?team=${slug}`, { name: 'spare', policy: shopPolicy('sqlite') })
  const clone = await post(`/clone?team=${slug}`, {
    source: shop.live.id,
    target: shop.copy.id,
    policy: policy.id,
    dryRun: true,
  })
  const connector = await fileConnector(server, team, (path, body) => post(`${at}${path}`, body), { name: 'files' })
  await post(`${at}/connectors/${connector}/import`, { dataset: 'imported' })
  const idle = await fileConnector(server, team, (path, body) => post(`${at}${path}`, body), { name: 'idle' })
  const { transfers } = await send('GET', `${at}/transfers`)
  const notification = await post(`${at}/notifications`, {
    address: `${unique()}@example.org`,
    tells: [{ types: ['refresh.failed'] }],
  })
  const checked = withChecks ? await checks() : { runs: [], incidents: [], refreshes: [] }

  /** What a check has found: its run, and an incident. */
  async function checks() {
    await send('PUT', `${at}/datasets/users/quality/rules`, { rules })
    const reportFailure = (_task: string, thrown: unknown) => void server.faults.push(thrown)
    const worker = { ...services, meter: createUsageMeter(), reportFailure, ...testPace }
    const workers = await startWorkers(worker, { concurrency: 2, ...testPace })
    const check = await post(`${at}/quality/validate`, { dataset: 'users' })
    const profile = await post(`${at}/datasets/users/profile`, {})
    const others = await Promise.all(
      ['again', 'begun'].map((dataset) => post(`${at}/generate`, { dataset, schema: people, rows: 3 })),
    )
    for (const { id } of [check, job, profile, ...others]) {
      await until(async () => {
        const { body } = await ask('GET', `${at}/jobs/${id}`, { token: admin.token })
        if (body.status === 'failed') throw new Error(JSON.stringify(body.error))
        return body.status === 'completed'
      })
    }
    const refresh = await post(`${at}/refresh`, { datasets: ['again'] })
    await until(async () => {
      const { body } = await ask('GET', `${at}/refreshes/${refresh.refresh}`, { token: admin.token })
      return body.state === 'published'
    })
    await workers.close(AbortSignal.abort())
    const ids = async (path: string, list: string): Promise<string[]> => {
      const { body } = await ask('GET', `${at}/quality/${path}`, { token: admin.token })
      return body[list].map(({ id }: { id: string }) => id)
    }
    const begun = await post(`${at}/refresh`, { datasets: ['begun'] })
    return {
      refreshes: [refresh.refresh, begun.refresh],
      runs: await ids('history', 'runs'),
      incidents: await ids('incidents', 'incidents'),
    }
  }

  return {
    team: slug,
    receiver,
    admin: admin.token,
    boss: boss.token,
    callers: [admin.token, admin.token, admin.token, boss.token, reader.token, key, undefined],
    things: {
      team: [slug, team],
      user: [member.id, reader.id],
      session: ['current', reader.session, reader.session, reader.session],
      key: [made.key.id],
      dataset: ['users', 'users', 'made'],
      version: ['1', '2', '3'],
      lease: [lease.id],
      job: [job.id, cancelled.id, (await post(`${at}/generate`, { dataset: 'made', schema: people, rows: 3 })).id],
      webhook: [webhook.id],
      delivery: deliveries.map(({ id }: { id: string }) => id),
      run: checked.runs,
      incident: checked.incidents,
      refresh: checked.refreshes,
      notification: [notification.id],
      schedule: [schedule.id],
      scheduleRun: [asked.id],
      environment: [shop.copy.id, shop.copy.name, shop.live.name],
      policy: [policy.id, 'shop', spare.id],
      clone: [clone.id],
      connector: [connector, 'files', idle],
      transfer: transfers.map(({ id }: { id: string }) => id),
    },
  }
}

/** The same, for bodies that say more than their schema. */
export function placeIn({ team, receiver, things }: World) {
  const [environment = '', , source = ''] = things.environment ?? []
  return { team, receiver, dataset: 'users', environment, source, policy: things.policy?.[0] ?? '' }
}

/** What fields of a request mean in this world, by their names: a name may mean several things. */
export function meaningIn(world: World): (name: string) => readonly unknown[] {
  const runs = world.things.run ?? []
  const said: Readonly<Record<string, readonly unknown[]>> = {
    team: [world.team],
    to: [world.receiver, 2, '2026-06-01', ...runs],
    from: [1, '2025-12-01', ...runs],
    dataset: ['users'],
    version: [1, 2],
    entity: ['rows'],
    schema: [people],
    rows: [3, rules],
    file: [rules],
    filter: ['id > 10'],
    format: ['csv', 'json'],
    dialect: ['sqlite'],
    scopes: [['datasets.read']],
    role: ['read'],
    primaryKey: ['id'],
    url: ['http://127.0.0.1:9/'],
    email: [`${unique()}@example.org`],
    slug: [`made-${unique()}`],
    name: [unique()],
    as: [unique()],
    rules: [rules],
    locale: ['de'],
    recurrence: [recurrence],
    timezone: ['America/New_York'],
    timeOfDay: ['02:30'],
    until: ['2026-06-01T00:00:00Z'],
    confirm: [world.team],
    config: [{}],
    source: world.things.environment ?? [],
    target: world.things.environment ?? [],
    environment: world.things.environment ?? [],
    policy: ['shop', shopPolicy('sqlite')],
    kind: ['http', 'files'],
    use: ['both'],
    settings: [{ url: 'http://127.0.0.1:9/' }, { folder: 'out' }],
    credentials: [{}],
    objects: [[]],
    databaseUrl: [`sqlite:fuzz-${unique()}.db`],
    script: ['select 1;'],
    suites: [null],
    maskingKey: ['generate'],
    dryRun: [true],
    customizations: [undefined],
    dataRequirements: [[]],
  }
  return (name) => (Object.hasOwn(said, name) ? (said[name] ?? []) : [])
}
