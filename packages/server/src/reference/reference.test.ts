import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { posted, testApp } from '../../test/app.ts'
import { requestErrors } from '../errors/request-error.ts'
import { documentSchema } from './model.ts'

const { app, request } = await testApp({ name: 'reference' })
const written = await (await app.request('/api/openapi.json')).text()
const document = documentSchema.parse(JSON.parse(written))
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
)
const page = await (await app.request('/api/docs')).text()

test('the document names every endpoint of the API, and each says what it answers when it fails', () => {
  const routed = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !/docs|openapi/.test(path))
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...new Set(routed)].sort())
  for (const { responses } of operations) {
    for (const status of ['400', '429', '500', '503', '507']) {
      expect(responses).toHaveProperty(
        [status, 'content', 'application/json', 'schema', '$ref'],
        '#/components/schemas/Error',
      )
    }
  }
})

test('each operation has a name of its own', () => {
  const names = [...written.matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name)
  expect(names).toHaveLength(operations.length)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toContain('getTeamsByTeamDatasetsByDataset')
})

test('what the document refers to is there: parts of paths, schemas, ways to show who one is', () => {
  const whole = JSON.parse(written)
  for (const { path, parameters } of operations) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const said = parameters.filter(({ in: where, required }) => where === 'path' && required).map(({ name }) => name)
    expect([path, said.sort()]).toEqual([path, parts.sort()])
  }
  for (const [, kind, name] of written.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)) {
    expect(whole.components[kind!]).toHaveProperty([name!])
  }
  for (const [path, methods] of Object.entries<Record<string, { security: object[]; 'x-permission': string }>>(
    whole.paths,
  )) {
    for (const { security, 'x-permission': need } of Object.values(methods)) {
      expect([path, security.flatMap(Object.keys)]).toEqual([path, need === 'anyone' ? [] : ['bearer', 'cookie']])
    }
  }
  expect(Object.keys(whole.components.securitySchemes)).toEqual(['bearer', 'cookie'])
})

test('what may be null says so beside the schema that has a name, which never is', () => {
  expect(written).not.toMatch(/\{"\$ref":"[^"]+"\},\{"type":\["\w+","null"\]/)
  for (const [name, { type }] of Object.entries(document.components.schemas)) {
    expect([name, type]).not.toEqual([name, expect.arrayContaining(['null'])])
  }
})

test('a pattern of the document is what JSON Schema takes for one', () => {
  const patterns = [...written.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text]) => JSON.parse(text!))
  expect(patterns.length).toBeGreaterThan(5)
  for (const pattern of patterns) {
    expect(pattern).toMatch(/^\^.*\$$/)
    expect(() => new RegExp(pattern, 'u')).not.toThrow()
  }
})

test('what creates takes an idempotency key, what shows one thing has an entity tag, and what is guarded can be refused', () => {
  const of = (method: string, path: string) => operations.find((one) => one.method === method && one.path === path)!
  const headers = ({ parameters }: (typeof operations)[number]) =>
    parameters.filter(({ in: where }) => where === 'header').map(({ name }) => name.toLowerCase())
  expect(headers(of('post', '/api/teams/{team}/datasets'))).toEqual(['idempotency-key'])
  expect(of('post', '/api/teams/{team}/datasets').responses).toHaveProperty('422')
  expect(headers(of('post', '/api/auth/sessions'))).toEqual([])
  expect(headers(of('post', '/api/plan'))).toEqual([])
  expect(headers(of('get', '/api/teams/{team}/datasets/{dataset}'))).toEqual(['if-none-match'])
  expect(headers(of('get', '/api/teams/{team}/datasets'))).toEqual([])
  expect(headers(of('patch', '/api/teams/{team}/datasets/{dataset}'))).toEqual(['if-match'])
  expect(of('patch', '/api/teams/{team}/datasets/{dataset}').responses).toHaveProperty('412')
})

test('docs/api.md names every code of a request, in the line of its status', async () => {
  const said = await readFile(join(import.meta.dirname, '../../../../docs/api.md'), 'utf8')
  for (const [code, { status }] of Object.entries(requestErrors)) {
    const line = said.split('\n').find((one) => one.startsWith(`| ${status} |`)) ?? ''
    expect(line).toContain(code.startsWith('QUALITY_') ? '`QUALITY_…_VIOLATED`' : `\`${code}\``)
  }
})

test('the reference shows every endpoint without a script', async () => {
  for (const { path, summary } of operations) {
    expect(page).toContain(`<code>${path}</code>`)
    expect(page).toContain(escaped(summary))
  }
  expect(page).not.toMatch(/<script|style=/)
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [, to] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(to)
  const stylesheet = await app.request('/api/docs/reference.css')
  expect(stylesheet.headers.get('content-type')).toContain('text/css')
})

test('each example of the reference for rows of a schema is a request that is answered', async () => {
  const examples = [
    ...page.matchAll(/curl -X POST &#39;http:\/\/[^/]+(\/api\/\w+)&#39; [^<]*--json &#39;([^<]+)&#39;/g),
  ]
  const answered = new Set(['/api/validate', '/api/plan', '/api/preview', '/api/generate'])
  const asked = examples.filter(([, path]) => answered.has(path!))
  expect(asked).toHaveLength(answered.size)
  for (const [, path, body] of asked) {
    const answer = await request(path!, posted(body!.replaceAll('&quot;', '"')))
    expect([path, answer.status]).toEqual([path, 200])
  }
})

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
