import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { refusal, type TeamApi, teamApi } from '../../test/team-api.ts'
import { ask, type Question } from './ask.ts'

let api: TeamApi
beforeEach(async () => {
  api = await teamApi()
})
afterEach(() => api.close())

const question: Question = {
  doing: 'read the dataset "customers"',
  method: 'get',
  path: ['datasets', 'customers'],
  timeout: 5000,
  retries: 2,
}
const about = () => ask(api.settings, question)
const failing = (status: number) => () => refusal(status, 'STORE_BUSY', "the server's database is held by another")

test('the key goes with the request, and what the server is asked for stands in its address', async () => {
  api.publish({ customers: [] })
  expect(JSON.parse((await about()).toString())).toEqual({ publishedVersion: 1 })
  expect(api.asked).toEqual(['get datasets/customers'])
  expect(api.heard[0]?.headers.get('authorization')).toBe(`Bearer ${api.settings.key}`)
  await ask(api.settings, { ...question, path: ['datasets', 'a/b ?'], query: { entity: 'x&y', filter: undefined } })
  expect(api.asked[1]).toBe('get datasets/a%2Fb%20%3F')
})

test('what passes is asked again, and no more often than is said', async () => {
  api.instead(failing(503), failing(500))
  await about()
  expect(api.heard).toHaveLength(3)
  api.instead(failing(503), failing(503), failing(503), failing(503))
  const failed = await failure(about())
  expect(api.heard).toHaveLength(6)
  expect(failed).toMatchObject({ code: 'TEAM_SERVER_UNREACHABLE', details: { status: 503, errorCode: 'STORE_BUSY' } })
  expect(failed.hint).toContain('r-1')
})

test('a server that is not there is named, with what to do and without the key', async () => {
  await api.close()
  const failed = await failure(ask(api.settings, { ...question, retries: 1 }))
  expect(failed.code).toBe('TEAM_SERVER_UNREACHABLE')
  expect(failed.message).toBe(
    `the server at ${api.url} could not be reached (ECONNREFUSED), asked to read the dataset "customers"`,
  )
  expect(failed.hint).toContain('UNDERSTUDY_SERVER_URL')
  expect(JSON.stringify(failed)).not.toContain(api.settings.key)
})

test('a server that answers too late is told so', async () => {
  const late = { ...question, timeout: 20, retries: 0 }
  const slow = await teamApi()
  slow.instead(() => new Response(new ReadableStream()))
  const failed = await failure(ask(slow.settings, late))
  expect(failed.message).toContain('did not answer within 20 ms')
  await slow.close()
})

test.each([
  { status: 403, code: 'FORBIDDEN', hint: 'Do what FORBIDDEN asks for.' },
  { status: 409, code: 'CONFLICT', hint: 'Do what CONFLICT asks for.' },
  { status: 401, code: 'UNAUTHENTICATED', hint: 'Check the key: server.key, or UNDERSTUDY_API_KEY.' },
])('a refusal ($status) is told in the words of the server, once', async ({ status, code, hint }) => {
  api.instead(() => refusal(status, code, 'this is not for you'))
  const failed = await failure(about())
  expect(failed).toMatchObject({ code: 'TEAM_SERVER_REFUSED', hint, details: { status, errorCode: code } })
  expect(failed.message).toContain(`refused to read the dataset "customers": this is not for you (${code})`)
  expect(api.heard).toHaveLength(1)
})

test('a redirect is not followed, for the key would go with it', async () => {
  const other = await teamApi()
  api.instead(() => new Response(null, { status: 307, headers: { location: `${other.url}/api/teams/checkout/x` } }))
  expect(await failure(about())).toMatchObject({ code: 'TEAM_SERVER_UNREACHABLE', details: { status: 307 } })
  expect(other.heard).toEqual([])
  await other.close()
})

test('a page is no answer of a server of this kind', async () => {
  api.instead(() => new Response('<h1>Not here</h1>', { status: 404 }))
  const failed = await failure(about())
  expect(failed.code).toBe('TEAM_SERVER_UNREACHABLE')
  expect(failed.message).toContain('not as a server of Understudy does')
})

test.each(['', '.', '..'])('a name that an address cannot hold (%j) leads nowhere else', async (name) => {
  expect(await failure(ask(api.settings, { ...question, path: ['datasets', name] }))).toMatchObject({ code: 'USAGE' })
  expect(api.heard).toEqual([])
})

test('a request that is cancelled says so', async () => {
  const signal = AbortSignal.abort()
  expect(await failure(ask(api.settings, { ...question, signal }))).toMatchObject({ code: 'CANCELLED' })
})
