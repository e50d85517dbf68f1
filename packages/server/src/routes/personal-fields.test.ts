import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { people } from '../../test/app.ts'
import { until } from '../../test/jobs.ts'
import { testServer } from '../../test/server.ts'

const emailOf = (row: number) => `ford.prefect${row}@betelgeuse.example`
const line = (row: number) => `{"id":${row},"email":"${emailOf(row)}","plan":"${row % 2 === 0 ? 'free' : 'paid'}"}\n`
const lines = Array.from({ length: 20 }, (_, row) => line(row)).join('')

describe.each(enginesAbove)('fields that are somebody’s on %s', async (engine) => {
  const server = await testServer(engine, { name: 'personal' })
  await server.work()
  const [team, other] = [await server.team(), await server.team()]
  const [reader, writer, admin] = await Promise.all(
    (['read', 'write', 'admin'] as const).map((role) => server.person({ [team]: role, [other]: role })),
  )
  const { token } = admin!
  const ask = (method: string, path: string, body?: unknown, as = token) =>
    server.ask(method, `/teams/${team}${path}`, { token: as, body })
  const text = async (path: string, as = token) => {
    const answer = await server.app.request(`/api/teams/${team}${path}`, { headers: { authorization: `Bearer ${as}` } })
    return { status: answer.status, headers: answer.headers, body: await answer.text() }
  }
  async function dataset(name: string, body = lines, query = 'primaryKey=id&entity=users'): Promise<string> {
    await ask('POST', '/datasets', { name })
    const uploaded = await server.app.request(`/api/teams/${team}/datasets/${name}/versions?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body,
    })
    expect(uploaded.status).toBe(201)
    return name
  }
  const marksOf = async (name: string) =>
    (await ask('GET', `/datasets/${name}`)).body.personal.map(({ entity, field, mark, holds }: never) => [
      entity,
      field,
      mark,
      holds,
    ])
  const name = await dataset('users')

  test('what an import brings is looked at, and what looks like somebody’s is masked until somebody decides', async () => {
    expect(await marksOf(name)).toEqual([['users', 'email', 'suggested', 'email']])
    for (const { token: as } of [reader!, writer!, admin!]) {
      const page = await ask('GET', `/datasets/${name}/rows?limit=2`, undefined, as)
      expect(page.body.masked).toEqual(['email'])
      expect(page.body.rows).toEqual([
        { id: 0, email: '***', plan: 'free' },
        { id: 1, email: '***', plan: 'paid' },
      ])
    }
  })

  test('what was generated is nobody’s, unless somebody says so', async () => {
    const { id } = (await ask('POST', '/generate', { dataset: 'made', schema: people, rows: 3 })).body
    await until(async () => (await ask('GET', `/jobs/${id}`)).body.status === 'completed')
    expect(await marksOf('made')).toEqual([])
    const personal = [{ entity: 'people', field: 'id', mark: 'personal' }]
    expect((await ask('PATCH', '/datasets/made', { personal })).status).toBe(200)
    const page = await ask('GET', '/datasets/made/rows')
    expect(page.body.rows.every(({ id }: { id: unknown }) => id === '***')).toBe(true)
  })

  test('an editor may mark a field; that one is open says only who may see what is in it', async () => {
    const marked = await dataset('marked')
    const mark = (field: string, mark: string, as: string) =>
      ask('PATCH', `/datasets/${marked}`, { personal: [{ entity: 'users', field, mark }] }, as)
    expect((await mark('PLAN', 'personal', writer!.token)).status).toBe(200)
    expect((await mark('email', 'personal', writer!.token)).status).toBe(200)
    expect((await ask('GET', `/datasets/${marked}/rows?limit=1`)).body.rows).toEqual([
      { id: 0, email: '***', plan: '***' },
    ])
    expect((await mark('email', 'open', writer!.token)).body.errorCode).toBe('FORBIDDEN')
    expect((await mark('email', 'open', token)).status).toBe(200)
    await dataset(marked)
    expect(await marksOf(marked)).toEqual([
      ['users', 'email', 'open', 'email'],
      ['users', 'PLAN', 'personal', null],
    ])
    expect((await ask('GET', `/datasets/${marked}/rows?limit=1`)).body.rows).toMatchObject([{ email: emailOf(0) }])
  })

  test.each(['ndjson', 'json', 'csv', 'xml', 'sql'])('an export as %s is masked, and says what is', async (format) => {
    const masked = await text(`/datasets/${name}/export?format=${format}`)
    expect([masked.status, masked.headers.get('x-masked-fields')]).toEqual([200, 'users=email'])
    expect(masked.body.split('***')).toHaveLength(21)
    expect(masked.body).not.toContain('betelgeuse')
    const revealed = await text(`/datasets/${name}/export?format=${format}&reveal=true`)
    expect(revealed.headers.get('x-masked-fields')).toBe('')
    expect(revealed.body).toContain(emailOf(19))
  })

  test('who may not reveal is refused, in a page, an export, a comparison, a lease and an export elsewhere', async () => {
    const denied = (answer: { readonly body: unknown }) =>
      expect(answer.body).toMatchObject({ errorCode: 'FORBIDDEN', details: { action: 'rows.reveal' } })
    for (const { token: as } of [reader!, writer!]) {
      for (const path of ['rows?', 'export?', 'diff?from=1&to=1&']) {
        denied(await ask('GET', `/datasets/${name}/${path}reveal=true`, undefined, as))
      }
      denied(await ask('POST', `/datasets/${name}/lease`, { holder: 'x', reveal: true }, as))
    }
  })

  test('a key reveals by its scope alone, and only when it asks', async () => {
    const read = await server.key(team, ['datasets.read', 'leases.take'])
    const reveal = await server.key(team, ['datasets.read', 'leases.take', 'rows.reveal'])
    const lease = (as: string, reveal: boolean) =>
      ask('POST', `/datasets/${name}/lease`, { holder: 'x', filter: "plan = 'paid'", reveal }, as)
    expect((await lease(read, true)).status).toBe(403)
    const masked = await lease(reveal, false)
    expect(masked.body).toMatchObject({ masked: ['email'], rows: [{ id: 1, email: '***' }] })
    expect((await lease(reveal, true)).body).toMatchObject({ masked: [], rows: [{ id: 3, email: emailOf(3) }] })
    const again = await ask('GET', `/leases/${masked.body.id}`, undefined, reveal)
    expect(again.body.rows).toEqual([{ id: 1, email: '***', plan: 'paid' }])
    const open = await ask('GET', `/leases/${masked.body.id}?reveal=true`, undefined, reveal)
    expect(open.body.rows).toEqual([{ id: 1, email: emailOf(1), plan: 'paid' }])
  })

  test('nobody asks by what is masked, in whatever case it is written', async () => {
    for (const field of ['email', 'Email', '"email"']) {
      const filter = `filter=${encodeURIComponent(`plan = 'free' and ${field} like 'ford%'`)}`
      for (const path of [`rows?${filter}`, `export?${filter}`]) {
        const refused = await ask('GET', `/datasets/${name}/${path}`)
        expect(refused.body).toMatchObject({ errorCode: 'FIELD_MASKED', details: { entity: 'users' } })
      }
    }
    const lease = { holder: 'x', filter: `email = '${emailOf(2)}'` }
    expect((await ask('POST', `/datasets/${name}/lease`, lease)).body.errorCode).toBe('FIELD_MASKED')
    const filter = encodeURIComponent(`email = '${emailOf(2)}'`)
    expect((await ask('GET', `/datasets/${name}/rows?reveal=true&filter=${filter}`)).body.rows).toMatchObject([
      { id: 2 },
    ])
  })

  test('a comparison tells nothing of what is masked, not even that it differs', async () => {
    const compared = await dataset('compared')
    const guess = [0, 1].map((row) => line(row).replace('ford', row === 0 ? 'arthur' : 'ford')).join('')
    await dataset(compared, guess)
    const diff = async (query: string) => (await ask('GET', `/datasets/${compared}/diff?from=1&to=2${query}`)).body
    expect(await diff('')).toMatchObject({ masked: ['email'], same: 2, changed: 0, removed: 18 })
    expect(await diff('&reveal=true')).toMatchObject({ masked: [], same: 1, changed: 1, removed: 18 })
    // What tells rows apart is masked: rows are told apart by what is shown of them.
    const mark = { personal: [{ entity: 'users', field: 'id', mark: 'personal' }] }
    expect((await ask('PATCH', `/datasets/${compared}`, mark)).status).toBe(200)
    expect(await diff('')).toMatchObject({ primaryKey: [], same: 2, added: 0, removed: 18 })
  })

  test('a profile and the failing rows of a check tell no value of it', async () => {
    const judged = await dataset('judged', 'id,level\n1,alpha\n2,alpha\n3,beta\n', 'format=csv&entity=users')
    const inSet = { type: 'inSet', id: 'level', entity: 'users', column: 'level', values: ['gamma'] }
    const rules = { kind: 'understudy.quality-rules', version: 1, formatRules: [inSet] }
    expect((await ask('PUT', `/datasets/${judged}/quality/rules`, { rules })).status).toBe(200)
    for (const [path, body] of [
      [`/datasets/${judged}/profile`, {}],
      ['/quality/validate', { dataset: judged }],
    ] as const) {
      const { id } = (await ask('POST', path, body)).body
      await until(async () => (await ask('GET', `/jobs/${id}`)).body.status === 'completed')
    }
    const [run] = (await ask('GET', `/quality/history?dataset=${judged}`)).body.runs
    const seen = async () => [
      (await text(`/datasets/${judged}/profile`)).body,
      (await text(`/quality/runs/${run.id}`)).body,
      (await text(`/quality/runs/${run.id}/report?format=json`)).body,
    ]
    const [profile, check, report] = await seen()
    expect(profile).toContain('alpha')
    expect([check, report].every((one) => one?.includes('xxxxx') && !one.includes('alpha'))).toBe(true)
    const mark = { personal: [{ entity: 'users', field: 'level', mark: 'personal' }] }
    await ask('PATCH', `/datasets/${judged}`, mark)
    // An id may hold four a's by chance.
    for (const one of await seen()) expect(one.replaceAll(/[\da-f-]{36}/g, '')).not.toMatch(/alpha|aaaa/)
  })

  test('what is given to another team is masked there, too', async () => {
    const given = await ask('POST', `/datasets/${name}/distribute`, { to: other, as: 'given' })
    expect(given.status).toBe(201)
    const there = await server.ask('GET', `/teams/${other}/datasets/given/rows?limit=1`, { token })
    expect(there.body).toMatchObject({ masked: ['email'], rows: [{ id: 0, email: '***', plan: 'free' }] })
  })

  test('who saw what without masks is in the trail: the fields by name, and no value', async () => {
    const shown = await dataset('shown')
    await ask('GET', `/datasets/${shown}/rows?limit=1`)
    const about = async () =>
      (await server.ask('GET', `/audit?team=${team}&action=rows.reveal&limit=100`, { token })).body.entries.filter(
        ({ details }: { details: { fields: string } }) => details.fields === 'users.email',
      )
    const before = (await about()).length
    await ask('GET', `/datasets/${shown}/rows?limit=1&reveal=true`)
    const entries = await about()
    expect(entries).toHaveLength(before + 1)
    expect(entries[0]).toMatchObject({ actor: `user:${admin!.id}`, details: { version: 1, fields: 'users.email' } })
    expect(JSON.stringify(entries)).not.toContain('betelgeuse')
    expect(server.faults).toEqual([])
  })
})
