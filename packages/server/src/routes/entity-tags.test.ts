import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testServer } from '../../test/server.ts'

describe.each(enginesAbove)('entity tags on %s', async (engine) => {
  const { ask, team: newTeam, person, faults } = await testServer(engine, { name: 'tags' })
  const team = await newTeam('tagged')
  const { token } = await person({ [team]: 'admin' })
  const path = '/teams/tagged/datasets/users'
  await ask('POST', '/teams/tagged/datasets', { token, body: { name: 'users' } })

  test('what is read has a tag, and whoever has it already is told no more than that', async () => {
    const first = await ask('GET', path, { token })
    const tag = first.headers.get('etag')!
    expect(tag).toMatch(/^"[\w-]{27}"$/)
    for (const known of [tag, '*', `"other", ${tag}`]) {
      const again = await ask('GET', path, { token, headers: { 'if-none-match': known } })
      expect([known, again.status, again.body, again.headers.get('etag')]).toEqual([known, 304, undefined, tag])
      expect(again.headers.get('cache-control')).toBe('no-store')
    }
    for (const other of ['"other"', tag.slice(1, -1), `W/${tag}`]) {
      expect([other, (await ask('GET', path, { token, headers: { 'if-none-match': other } })).status]).toEqual([
        other,
        200,
      ])
    }
  })

  test.each([path, '/teams/tagged'])('of two who change the same one, the second is told: %s', async (path) => {
    const tag = (await ask('GET', path, { token })).headers.get('etag')!
    const change = (text: string) =>
      ask('PATCH', path, {
        token,
        body: path.includes('datasets') ? { description: text } : { name: text },
        headers: { 'if-match': tag },
      })
    const first = await change('first')
    expect(first.status).toBe(200)
    const second = await change('second')
    const now = await ask('GET', path, { token })
    expect(second).toMatchObject({
      status: 412,
      body: { errorCode: 'PRECONDITION_FAILED', details: { etag: now.headers.get('etag') } },
    })
    expect(second.headers.get('etag')).toBe(now.headers.get('etag'))
    expect(now.body).toEqual(first.body)
    const body = {}
    expect((await ask('PATCH', path, { token, body, headers: { 'if-match': '*' } })).status).toBe(200)
    expect(
      (await ask('PATCH', path, { token, body, headers: { 'if-match': `W/${second.headers.get('etag')}` } })).status,
    ).toBe(412)
  })

  test('a change that would not look at the tag is refused, and nothing is changed', async () => {
    const headers = { 'if-match': '"anything"' }
    const answer = await ask('DELETE', path, { token, headers })
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'REQUEST_INVALID' } })
    expect((await ask('GET', path, { token })).status).toBe(200)
    const put = await ask('POST', '/teams/tagged/archive', { token, body: { versions: 1 }, headers })
    expect(put).toMatchObject({ status: 400, body: { details: { problems: [{ path: 'if-match' }] } } })
  })

  test('a tag tells nothing to who may not read, and lists have none', async () => {
    const stranger = await person()
    const asked = { token: stranger.token, headers: { 'if-none-match': '*' } }
    expect((await ask('GET', path, asked)).status).toBe(404)
    expect((await ask('GET', '/teams/tagged/datasets', { token })).headers.has('etag')).toBe(false)
    expect(faults).toEqual([])
  })
})
