import { expect, test } from 'vitest'
import { posted, testApp } from '../../test/app.ts'
import { documentSchema } from './model.ts'

const { app, request } = await testApp({ name: 'reference' })
const document = documentSchema.parse(await (await app.request('/api/openapi.json')).json())
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
)

test('the document names every endpoint of the API, and each says what it answers when it fails', () => {
  const routed = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !/docs|openapi/.test(path))
    .map(({ method, path }) => `${method.toLowerCase()} ${path}`)
  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...new Set(routed)].sort())
  for (const { responses } of operations) {
    expect(responses).toHaveProperty('500.content.application/json.schema.$ref', '#/components/schemas/Error')
  }
})

test('the reference shows every endpoint without a script', async () => {
  const page = await (await app.request('/api/docs')).text()
  for (const { path, summary } of operations) {
    expect(page).toContain(`<code>${path}</code>`)
    expect(page).toContain(summary.replaceAll('&', '&amp;'))
  }
  expect(page).not.toMatch(/<script|style=/)
  const stylesheet = await app.request('/api/docs/reference.css')
  expect(stylesheet.headers.get('content-type')).toContain('text/css')
})

test('each example of the reference for rows of a schema is a request that is answered', async () => {
  const page = await (await app.request('/api/docs')).text()
  const examples = [...page.matchAll(/curl -X POST http:\/\/[^/]+(\S+) .*\\\n {2}-d &#39;(.+)&#39;/g)]
  const ofRows = examples.filter(([, path]) => /^\/api\/(validate|plan|preview|generate)$/.test(path!))
  expect(ofRows).toHaveLength(4)
  for (const [, path, body] of ofRows) {
    const answer = await request(path!, posted(body!.replaceAll('&quot;', '"')))
    expect([path, answer.status]).toEqual([path, 200])
  }
})
