import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { scopes } from '../../src/auth/permissions.ts'
import { fileConnector } from '../connectors.ts'
import { ended } from '../environments.ts'
import { until } from '../jobs.ts'
import type { testServer } from '../server.ts'
import { fillShop, shopPolicy } from '../shop.ts'

type Server = Awaited<ReturnType<typeof testServer>>

/** What a path or a request may name of a team, by the names that paths have for it. */
export type Things = Readonly<Record<string, string>>

export interface CanaryTeam {
  readonly id: string
  readonly slug: string
  /** A value of its data: it stands nowhere in the clear, and goes to nobody outside of the team. */
  readonly secret: string
  /** What a field of its rows holds that is somebody's: it goes to nobody who does not ask for it, and may. */
  readonly personal: string
  /** What the team calls things: it goes to nobody outside either. */
  readonly private: string
  readonly admin: { readonly id: string; readonly token: string }
  /** With every scope that there is. */
  readonly key: string
  readonly things: Things
}

/** A team that has something of everything, all of it marked. Jobs have to be done meanwhile: `server.work()`. */
export async function plantTeam(server: Server): Promise<CanaryTeam> {
  const mark = randomBytes(6).toString('hex')
  const [secret, priv, slug] = [`Zaphod-${mark}-secret`, `private-${mark}-name`, `canary-${mark}`]
  const personal = `trillian.${mark}`
  const id = await server.team(slug)
  const admin = await server.person({ [id]: 'admin' })
  const key = await server.key(id, scopes)
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await server.ask(method, `/teams/${slug}${path}`, { token: admin.token, body })
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const done = (job: string) =>
    until(async () => {
      const { status } = await ask('GET', `/jobs/${job}`)
      expect(status).not.toBe('failed')
      return status === 'completed'
    })

  const dataset = (await ask('POST', '/datasets', { name: priv, description: priv })).id
  for (const version of [1, 2]) {
    const rows = Array.from({ length: 20 }, (_, row) => {
      const email = `${personal}.${version}.${row}@${mark}.example`
      return `{"id":${row},"name":"${secret}-${version}-${row}","email":"${email}"}\n`
    })
    const uploaded = await server.app.request(`/api/teams/${slug}/datasets/${dataset}/versions?primaryKey=id`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}` },
      body: rows.join(''),
    })
    expect(uploaded.status).toBe(201)
  }
  const name = { kind: 'one-of', options: { values: [`${secret}-made`] } }
  const schema = { entities: [{ name: 'people', fields: { id: 'sequence', name } }] }
  const job = (await ask('POST', '/generate', { dataset: `${priv}-made`, schema, rows: 30 })).id
  await done(job)
  await done((await ask('POST', `/datasets/${priv}-made/refresh`, {})).id)
  const refresh = (await ask('GET', '/refreshes')).refreshes[0].id
  const lease = (await ask('POST', `/datasets/${dataset}/lease`, { holder: priv, rows: 2 })).id
  const webhook = (await ask('POST', '/webhooks', { url: `http://127.0.0.1:9/${secret}`, types: [] })).id
  await ask('POST', `/webhooks/${webhook}/test`)
  const delivery = await until(async () => (await ask('GET', `/webhooks/${webhook}/deliveries`)).deliveries[0]?.id)

  const tells = [{ schedule: null, types: ['refresh.failed'] }]
  const address = `${secret.toLowerCase()}@example.org`
  const notification = (await ask('POST', '/notifications', { address, tells })).id
  await ask('POST', `/notifications/${notification}/test`)

  const sent = { type: 'inSet', id: `${priv}-sent`, entity: 'rows', column: 'email', values: ['nobody@example.org'] }
  const listed = { type: 'inSet', id: priv, entity: 'rows', column: 'name', values: [`${secret}-allowed`] }
  const rules = { kind: 'understudy.quality-rules', version: 1, formatRules: [listed, sent] }
  await ask('PUT', `/datasets/${dataset}/quality/rules`, { rules })
  await done((await ask('POST', '/quality/validate', { dataset })).id)
  const run = (await ask('GET', '/quality/history')).runs[0].id
  const incident = (await ask('GET', '/quality/incidents')).incidents[0].id
  await ask('POST', `/quality/incidents/${incident}/acknowledge`, { note: `${secret}-note` })
  await done((await ask('POST', `/datasets/${dataset}/profile`)).id)
  const overrides = { rows: { name: `${secret}-override` } }
  await ask('PUT', '/config', { dataRequirements: [], customizations: [{ dataset: priv, overrides }] })
  const recurrence = { frequency: 'monthly', timeOfDay: '06:00', timezone: 'Europe/Berlin' }
  const seed = { seed: `${secret}-seed` }
  const schedule = (await ask('POST', '/schedules', { name: priv, recurrence, datasets: [dataset], seed })).id
  const scheduleRun = (await ask('POST', `/schedules/${schedule}/run`)).id
  const credentials = { token: `${secret}-token` }
  const web = { kind: 'http', settings: { url: `http://127.0.0.1:9/${secret}` }, credentials }
  const connector = (await ask('POST', '/connectors', { name: priv, ...web })).id
  const post = (path: string, body: object) => ask('POST', path, body)
  const content = `id,name\n1,${secret}-imported\n`
  const files = await fileConnector(server, id, post, { name: `${priv}-files`, content })
  await done((await ask('POST', `/connectors/${files}/import`, { dataset: `${priv}-imported` })).id)
  const transfer = (await ask('GET', '/transfers')).transfers[0].id
  const about = await plantEnvironments(server, { team: id, slug, token: admin.token, secret, priv })
  const keyId = (await server.ask('GET', `/keys?team=${slug}`, { token: admin.token })).body.keys[0].id
  const user = (await server.person({ [id]: 'read' }, { email: `${priv}@example.org` })).id

  const made = {
    ...about,
    dataset,
    job,
    refresh,
    lease,
    webhook,
    notification,
    delivery,
    run,
    incident,
    user,
    schedule,
    scheduleRun,
    connector,
    transfer,
  }
  const things = { ...made, team: slug, version: '1', key: keyId, session: admin.session }
  return { id, slug, secret, personal, private: priv, admin, key, things }
}

/** Two environments that are granted to the team alone, a policy, and the plan of a clone. The server has a folder for them. */
async function plantEnvironments(
  server: Server,
  { team, slug, token, secret, priv }: Readonly<Record<'team' | 'slug' | 'token' | 'secret' | 'priv', string>>,
): Promise<Things> {
  const boss = await server.person({}, { isSystemAdmin: true })
  const send = async (as: string, method: string, path: string, body: unknown) => {
    const answer = await server.ask(method, path, { token: as, body })
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const registered = async (name: string, type: string) => {
    const databaseUrl = `sqlite:${server.config.environments.files}/${slug}-${name}.db`
    await fillShop(databaseUrl, 5)
    const secrets = { token: `${secret}-token` }
    const about = {
      name: `${priv}-${name}`,
      type,
      databaseUrl,
      secrets,
      tags: [priv],
      // As long as a key is: it is not stretched as a passphrase.
      maskingKey: `${secret}-a-masking-key-32`,
    }
    const { id } = await send(boss.token, 'POST', '/environments', about)
    await send(boss.token, 'PUT', `/environments/${id}/grants/${team}`, { level: 'admin' })
    return String(id)
  }
  const [source, environment] = [await registered('live', 'production'), await registered('copy', 'test')]
  const file = shopPolicy('sqlite', { group: `${secret}-group` })
  const policy = String(
    (await send(token, 'POST', `/anonymization/policies?team=${slug}`, { name: priv, policy: file })).id,
  )
  const asked = { source, target: environment, policy, dryRun: true }
  const clone = String((await send(token, 'POST', `/clone?team=${slug}`, asked)).id)
  await ended(server, token, clone)
  return { environment, source, policy, clone }
}
