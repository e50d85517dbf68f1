import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { scopes } from '../../src/auth/permissions.ts'
import { until } from '../jobs.ts'
import type { testServer } from '../server.ts'

type Server = Awaited<ReturnType<typeof testServer>>

/** What a path or a request may name of a team, by the names that paths have for it. */
export type Things = Readonly<Record<string, string>>

export interface CanaryTeam {
  readonly id: string
  readonly slug: string
  /** A value of its data: it stands nowhere in the clear, and goes to nobody outside of the team. */
  readonly secret: string
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
    const rows = Array.from({ length: 20 }, (_, row) => `{"id":${row},"name":"${secret}-${version}-${row}"}\n`)
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
  const lease = (await ask('POST', `/datasets/${dataset}/lease`, { holder: priv, rows: 2 })).id
  const webhook = (await ask('POST', '/webhooks', { url: `http://127.0.0.1:9/${secret}`, types: [] })).id
  await ask('POST', `/webhooks/${webhook}/test`)
  const delivery = await until(async () => (await ask('GET', `/webhooks/${webhook}/deliveries`)).deliveries[0]?.id)

  const listed = { type: 'inSet', id: priv, entity: 'rows', column: 'name', values: [`${secret}-allowed`] }
  const rules = { kind: 'understudy.quality-rules', version: 1, formatRules: [listed] }
  await ask('PUT', `/datasets/${dataset}/quality/rules`, { rules })
  await done((await ask('POST', '/quality/validate', { dataset })).id)
  const run = (await ask('GET', '/quality/history')).runs[0].id
  const incident = (await ask('GET', '/quality/incidents')).incidents[0].id
  await ask('POST', `/quality/incidents/${incident}/acknowledge`, { note: `${secret}-note` })
  await done((await ask('POST', `/datasets/${dataset}/profile`)).id)
  const overrides = { rows: { name: `${secret}-override` } }
  await ask('PUT', '/config', { dataRequirements: [], customizations: [{ dataset: priv, overrides }] })
  const keyId = (await server.ask('GET', `/keys?team=${slug}`, { token: admin.token })).body.keys[0].id
  const user = (await server.person({ [id]: 'read' }, { email: `${priv}@example.org` })).id

  const made = { dataset, job, lease, webhook, delivery, run, incident, user }
  const things = { ...made, team: slug, version: '1', key: keyId, session: admin.session }
  return { id, slug, secret, private: priv, admin, key, things }
}
